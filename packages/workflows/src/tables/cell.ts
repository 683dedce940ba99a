import type { ColumnType, TableColumn } from '../pack/pack.ts';
import { CardError } from '../run/card-error.ts';
import { conversionError, toBoolean, toDate, toNumber, toText } from '../values/convert.ts';
import { getKey, setKey, type Value, type ValueObject } from '../values/value.ts';
import { TABLE_LIMITS, type TableLimits } from './limits.ts';

/** Whether a value leaves a cell empty: null, or text without a character. The number 0 and false do not. */
export function isBlank(value: Value): boolean {
  return value === null || value === '';
}

/**
 * A value as a cell of the column holds it (workflows-functions 11): text, number, true or false, instant; null for a blank one,
 * except that a column of text keeps `""`. Objects and lists become JSON text in a column of text. Throws a CardError:
 * `type_conversion` when the value does not fit, `limit_exceeded` above 16,000 characters, or those of `limits`, `invalid_input` for U+0000, which
 * databases cannot store.
 */
export function toCell(
  column: TableColumn,
  value: Value,
  limits: Pick<TableLimits, 'cellCharacters'> = TABLE_LIMITS,
): Value {
  const converted = toOperand(column.type, value);
  return typeof converted === 'string' ? checkText(column, converted, limits.cellCharacters) : converted;
}

/**
 * A value as the type of a column, also one to compare cells with (workflows-format 6.1): null for a blank one, except text,
 * which stays `""`. Throws a CardError `type_conversion`.
 */
export function toOperand(type: ColumnType, value: Value): string | number | boolean | Date | null {
  if (value === null) return null;
  if (type === 'str') return toText(value);
  if (value === '') return null;
  switch (type) {
    case 'dec':
    case 'ctr':
      return toStoredNumber(value);
    case 'bln':
      return toBoolean(value);
    case 'dte':
      return toStoredDate(value);
  }
}

/** JSON knows neither NaN nor infinity nor the negative zero. */
function toStoredNumber(value: Value): number | null {
  const number = toNumber(value);
  if (number !== null && !Number.isFinite(number)) throw conversionError(value, 'number of a table');
  return number === 0 ? 0 : number;
}

function toStoredDate(value: Value): Date | null {
  const date = toDate(value);
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}

function checkText(column: TableColumn, text: string, most: number): string {
  if (text.length > most) {
    throw new CardError(
      `The value for column "${column.name}" has ${text.length} characters; a cell holds ${most}. Shorten it, or split it over several columns.`,
      { kind: 'limit_exceeded' },
    );
  }
  if (text.includes('\0')) {
    throw new CardError(
      `The value for column "${column.name}" holds the character U+0000, which a table cannot store. Remove it before.`,
      { kind: 'invalid_input' },
    );
  }
  return text.toWellFormed();
}

/**
 * Cells of a new row, one for each column in their order. A column that `values` leaves out, or sets to null, gets its default; a
 * counter without one starts at 0. Throws a CardError: `not_found` for a column the table does not have, and as {@link toCell}.
 */
export function newCells(
  columns: readonly TableColumn[],
  values: ValueObject,
  limits: Pick<TableLimits, 'cellCharacters'> = TABLE_LIMITS,
): ValueObject {
  checkColumns(columns, values);
  const cells: { [key: string]: Value } = {};
  for (const column of columns) {
    const given = getKey(values, column.name);
    const cell = toCell(column, given === null ? column.default : given, limits);
    setKey(cells, column.name, cell === null && column.type === 'ctr' ? 0 : cell);
  }
  return cells;
}

/**
 * Cells after an update. Columns that `values` leaves out keep their cell. A counter's value is added to it (workflows-functions
 * 11); a blank one adds nothing. Throws as {@link newCells}.
 */
export function changedCells(
  columns: readonly TableColumn[],
  cells: ValueObject,
  values: ValueObject,
  limits: Pick<TableLimits, 'cellCharacters'> = TABLE_LIMITS,
): ValueObject {
  checkColumns(columns, values);
  const changed: { [key: string]: Value } = {};
  for (const column of columns) {
    const before = getKey(cells, column.name);
    setKey(
      changed,
      column.name,
      Object.hasOwn(values, column.name) ? changedCell(column, before, getKey(values, column.name), limits) : before,
    );
  }
  return changed;
}

function changedCell(
  column: TableColumn,
  before: Value,
  value: Value,
  limits: Pick<TableLimits, 'cellCharacters'>,
): Value {
  const cell = toCell(column, value, limits);
  if (column.type !== 'ctr') return cell;
  return (typeof before === 'number' ? before : 0) + (typeof cell === 'number' ? cell : 0);
}

function checkColumns(columns: readonly TableColumn[], values: ValueObject): void {
  const names = new Set(columns.map(({ name }) => name));
  for (const name of Object.keys(values)) {
    if (!names.has(name)) throw unknownColumn(name);
  }
}

/** The table has no such column. */
export function unknownColumn(name: string): CardError {
  return new CardError(`The table has no column "${name}". Add it to the table, or take it off the card.`, {
    kind: 'not_found',
  });
}
