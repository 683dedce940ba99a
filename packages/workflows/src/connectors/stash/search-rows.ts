import { CardError } from '../../run/card-error.ts';
import type { RowQuery, RowTerm, TableRow } from '../../run/ports.ts';
import { TABLE_LIMITS } from '../../tables/limits.ts';
import { toNumber, toText } from '../../values/convert.ts';
import { setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { ActionCall, GroupedFields } from '../connector.ts';
import { tableId } from './table-id.ts';
import { whereTerms } from './where-expression.ts';

/** Search Rows: the first match as fields (option `resultSet`: `one`), or all of them as a list (`all` and `all-new` are one). */
export async function searchRows(call: ActionCall): Promise<GroupedFields> {
  const table = tableId(call);
  const one = toText(call.option('resultSet')) === 'one';
  const query: RowQuery = { ...rangeOf(call, 'Sort', whereTerms(call)), ...sortOf(call) };
  const rows = await call.ports.tables.search(table, one ? { ...query, limit: Math.min(query.limit ?? 1, 1) } : query);
  if (!one) return { Result: { Rows: rows.map(rowRecord) } };
  const [row = null] = rows;
  return row === null ? nothing(call, table) : foundRow(row);
}

/** A row as the list of a search has it: its columns, then `Row ID`, `Created` and `Updated`. */
function rowRecord(row: TableRow): ValueObject {
  const record: { [key: string]: Value } = {};
  for (const [name, cell] of Object.entries(row.values)) setKey(record, name, cell);
  return { ...record, 'Row ID': row.id, Created: row.created, Updated: row.updated };
}

function foundRow(row: TableRow): GroupedFields {
  return { Fields: row.values, Row: { 'Row ID': row.id, Created: row.created, Updated: row.updated } };
}

/** Nothing found is no failure: every output is null, so that a flow can ask whether `Row ID` is empty. */
async function nothing(call: ActionCall, table: string): Promise<GroupedFields> {
  const { columns } = await call.ports.tables.describe(table);
  const fields: { [key: string]: Value } = {};
  for (const { name } of columns) setKey(fields, name, null);
  return { Fields: fields, Row: { 'Row ID': null, Created: null, Updated: null } };
}

/**
 * Which rows a card wants: Limit 0 or blank is no limit. A search without limit and filter gives at most 3,500 rows
 * (workflows-functions 11); an export (group `Options`) gives all.
 * @param group of the inputs `Limit` and `Offset`
 */
export function rangeOf(call: ActionCall, group: 'Sort' | 'Options', terms: readonly RowTerm[]): RowQuery {
  const limit = wholeNumber(call, group, 'Limit');
  const offset = wholeNumber(call, group, 'Offset');
  const cap = group === 'Sort' && terms.length === 0 ? TABLE_LIMITS.unfilteredRows : undefined;
  const count = limit > 0 ? limit : cap;
  return { terms, ...(count === undefined ? {} : { limit: count }), ...(offset > 0 ? { offset } : {}) };
}

/** Descending unless the card says ascending, which is how exports leave the field. */
function sortOf(call: ActionCall): Pick<RowQuery, 'sortBy'> {
  const column = toText(call.inputs.in('Sort', 'Column'));
  if (column === '') return {};
  const direction = toText(call.inputs.in('Sort', 'Direction')).trim().toLowerCase();
  return { sortBy: { column, direction: direction === 'asc' ? 'asc' : 'desc' } };
}

function wholeNumber(call: ActionCall, group: string, key: string): number {
  const number = toNumber(call.inputs.in(group, key)) ?? 0;
  if (Number.isInteger(number) && number >= 0) return number;
  throw new CardError(`${key} is ${number}; use a whole number from 0 on.`, { kind: 'invalid_input' });
}
