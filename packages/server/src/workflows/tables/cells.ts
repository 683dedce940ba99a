import { getKey, setKey, type TableColumn, type Value, type ValueObject } from '@headwater/workflows';

/** Cells as `flow_rows` has them, as JSON text. An instant is its milliseconds since 1970, so that all of them can be compared. */
export function encodeCells(cells: ValueObject): string {
  const stored: { [key: string]: Value } = {};
  for (const [name, cell] of Object.entries(cells)) setKey(stored, name, cell instanceof Date ? cell.getTime() : cell);
  return JSON.stringify(stored);
}

/** Cells of the columns; null where a row has none. */
export function decodeCells(columns: readonly TableColumn[], stored: ValueObject): ValueObject {
  const cells: { [key: string]: Value } = {};
  for (const { name, type } of columns) {
    const cell = getKey(stored, name);
    setKey(cells, name, type === 'dte' && typeof cell === 'number' ? new Date(cell) : cell);
  }
  return cells;
}
