import type { ColumnType, TableColumn } from '../pack/pack.ts';
import { CardError } from '../run/card-error.ts';
import type { RowTerm, TableRow } from '../run/ports.ts';
import { getKey, type Value } from '../values/value.ts';
import { isBlank, toOperand, unknownColumn } from './cell.ts';
import { compareText } from './compare-text.ts';

/** What a search can compare and sort by besides columns; a column of the same name goes first. */
const SYSTEM_FIELDS = {
  'Row ID': { type: 'str', read: (row: TableRow) => row.id },
  Created: { type: 'dte', read: (row: TableRow) => row.created },
  Updated: { type: 'dte', read: (row: TableRow) => row.updated },
} as const satisfies Record<string, { type: ColumnType; read: (row: TableRow) => Value }>;

/** Something of a row that a search compares or sorts by. */
export interface RowField {
  readonly type: ColumnType;
  /** Name of the column; null for a system field. */
  readonly column: string | null;
  readonly read: (row: TableRow) => Value;
}

/** The column, else the system field, of a name. Throws a CardError `not_found`. */
export function rowField(columns: readonly TableColumn[], name: string): RowField {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return { type: column.type, column: name, read: (row) => getKey(row.values, name) };
  const system = Object.entries(SYSTEM_FIELDS).find(([key]) => key === name)?.[1];
  if (system === undefined) throw unknownColumn(name);
  return { ...system, column: null };
}

/**
 * Order of two values of one type: negative, zero, positive. Numbers by value, instants by time, false before true, text by code
 * points. Neither may be null.
 */
export function compareCells(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

/**
 * Whether a row meets the terms, linked from left to right by the `join` of the earlier one: `a OR b AND c` is `(a OR b) AND c`.
 * No terms: every row. Equality: of whole
 * texts, never of parts (workflows-functions 11); a blank operand equals blank cells (null or `""`), `!=` is the opposite of `=`. Order: never true
 * with null on either side. Throws a CardError `not_found` for an unknown column, `type_conversion` for an operand that does not fit.
 */
export function matchesTerms(columns: readonly TableColumn[], terms: readonly RowTerm[], row: TableRow): boolean {
  return termsMatcher(columns, terms)(row);
}

/** {@link matchesTerms} for many rows: operands are converted once. */
export function termsMatcher(columns: readonly TableColumn[], terms: readonly RowTerm[]): (row: TableRow) => boolean {
  const tests = terms.map((term) => ({ join: term.join, test: termTest(columns, term) }));
  return (row) => {
    let result = true;
    let join: RowTerm['join'] = 'AND';
    for (const { join: next, test } of tests) {
      result = join === 'AND' ? result && test(row) : result || test(row);
      join = next;
    }
    return result;
  };
}

function termTest(columns: readonly TableColumn[], term: RowTerm): (row: TableRow) => boolean {
  const { type, read } = rowField(columns, term.column);
  const operand = toOperand(type, term.value);
  const equals = (row: TableRow): boolean => {
    const cell = read(row);
    return isBlank(cell) || isBlank(operand) ? isBlank(cell) && isBlank(operand) : compareCells(cell, operand) === 0;
  };
  const ordered = (holds: (order: number) => boolean) => (row: TableRow) => {
    const cell = read(row);
    return cell !== null && operand !== null && holds(compareCells(cell, operand));
  };
  switch (term.operator) {
    case '=':
      return equals;
    case '!=':
      return (row) => !equals(row);
    case '<':
      return ordered((order) => order < 0);
    case '>':
      return ordered((order) => order > 0);
    case '<=':
      return ordered((order) => order <= 0);
    case '>=':
      return ordered((order) => order >= 0);
    default:
      throw new CardError(`A filter has the operator "${String(term.operator)}"; use =, !=, <, >, <= or >=.`, {
        kind: 'invalid_input',
      });
  }
}
