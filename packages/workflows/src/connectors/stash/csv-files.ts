import { CardError } from '../../run/card-error.ts';
import type { RowQuery } from '../../run/ports.ts';
import { readRowsCsv } from '../../tables/csv/read-rows-csv.ts';
import { writeRowsCsv } from '../../tables/csv/write-rows-csv.ts';
import { toBoolean, toList, toObject, toText } from '../../values/convert.ts';
import { FileValue } from '../../values/file-value.ts';
import type { Value } from '../../values/value.ts';
import type { ActionCall, GroupedFields } from '../connector.ts';
import { rangeOf } from './search-rows.ts';
import { tableId } from './table-id.ts';
import { whereTerms } from './where-expression.ts';

/** Export to CSV: rows as a file, with the columns asked for or all of them. */
export async function exportToCsv(call: ActionCall): Promise<GroupedFields> {
  const table = tableId(call);
  const query: RowQuery = rangeOf(call, 'Options', whereTerms(call));
  const { columns } = await call.ports.tables.describe(table);
  const rows = await call.ports.tables.search(table, query);
  const known = columns.map(({ name }) => name);
  const text = writeRowsCsv(wanted(call, known), rows, { delimiter: delimiterOf(call) });
  const name = toText(call.inputs.in('File', 'Filename'));
  return { CSV: { 'File Content': new FileValue(name, 'text/csv', new TextEncoder().encode(text)) } };
}

/** Import From CSV: appends the rows of a file, or replaces all rows by them. Values that do not fit their column become null. */
export async function importFromCsv(call: ActionCall): Promise<GroupedFields> {
  const table = tableId(call);
  const { columns } = await call.ports.tables.describe(table);
  const mapping = Object.entries(toObject(call.inputs.in('Options', 'Mapping')));
  const { rows } = readRowsCsv(contentOf(call.inputs.in('Source', 'File Content')), columns, {
    delimiter: delimiterOf(call),
    mapping: Object.fromEntries(mapping.map(([heading, column]) => [heading, toText(column)])),
    select: names(call.inputs.in('Options', 'Select')),
  });
  const replace = toBoolean(call.inputs.in('Options', 'Clear Destination'));
  const ids = await call.ports.tables.insert(call.callId, table, rows, { replace });
  return { Table: { 'New Rows': ids.length } };
}

function wanted(call: ActionCall, known: readonly string[]): readonly string[] {
  const chosen = names(call.inputs.in('Options', 'Columns'));
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown === undefined) return chosen.length > 0 ? chosen : known;
  throw new CardError(`The table has no column "${unknown}"; it has ${known.map((name) => `"${name}"`).join(', ')}.`, {
    kind: 'invalid_input',
  });
}

function names(value: Value): readonly string[] {
  return toList(value)
    .map(toText)
    .filter((name) => name !== '');
}

/** `\t` may be written in words. */
function delimiterOf(call: ActionCall): string {
  const delimiter = toText(call.inputs.in('Options', 'Delimiter'));
  if (delimiter === '\\t') return '\t';
  if (/["\r\n]/.test(delimiter)) {
    throw new CardError('The delimiter holds a quote or a line break; use a comma, semicolon, bar or tabulator.', {
      kind: 'invalid_input',
    });
  }
  return delimiter === '' ? ',' : delimiter;
}

function contentOf(value: Value): string {
  return value instanceof FileValue ? new TextDecoder().decode(value.content) : toText(value);
}
