import type { Clock } from '@headwater/protocol';
import { CardError } from '../run/card-error.ts';
import type { TablePort, TableRow, TableShape } from '../run/ports.ts';
import { changedCells, newCells } from '../tables/cell.ts';
import { termsMatcher } from '../tables/filter.ts';
import { TABLE_LIMITS } from '../tables/limits.ts';
import { orderRows } from '../tables/order.ts';
import type { ValueObject } from '../values/value.ts';

export interface MemoryTablesOptions {
  readonly clock: Clock;
  /** Gives ids of new rows. Default: `row1`, `row2` …. */
  readonly rowId?: () => string;
}

/** Tables that live as long as the object. */
export interface MemoryTables extends TablePort {
  /** All rows of a table, in the order they were created. Throws a CardError `not_found`. */
  rows(tableId: string): readonly TableRow[];
  /** Adds a table, or replaces one of the same id with its rows. */
  add(shape: TableShape, rows?: readonly ValueObject[]): void;
}

/**
 * Tables in memory, for tests of flows and for trying packs without a server. Converts, compares, counts and refuses as the
 * tables of the server do (workflows-functions 11): the rules are in `tables/`.
 * @param rows by table id; converted to the types of the columns
 */
export function memoryTables(
  shapes: readonly TableShape[],
  rows: Readonly<Record<string, readonly ValueObject[]>>,
  options: MemoryTablesOptions,
): MemoryTables {
  let made = 0;
  const { clock, rowId = () => `row${++made}` } = options;
  const tables = new Map<string, { shape: TableShape; rows: Map<string, TableRow> }>();
  const results = new Map<string, unknown>();

  function table(id: string): { shape: TableShape; rows: Map<string, TableRow> } {
    const found = tables.get(id);
    if (found === undefined) {
      throw new CardError(`There is no table "${id}". Import it, or choose another on the card.`, {
        kind: 'not_found',
      });
    }
    return found;
  }

  /** Does a write once; a failed one may be tried again. */
  async function once<T>(callId: string, write: () => T): Promise<T> {
    // Only `once` fills the map, and a call id belongs to one call.
    if (results.has(callId)) return results.get(callId) as T;
    const result = write();
    results.set(callId, result);
    return result;
  }

  function insert(id: string, values: readonly ValueObject[], replace: boolean): readonly string[] {
    const { shape, rows } = table(id);
    const count = (replace ? 0 : rows.size) + values.length;
    if (count > TABLE_LIMITS.rows) {
      throw new CardError(
        `The table "${shape.name}" would have ${count} rows; it may have ${TABLE_LIMITS.rows}. Delete some before.`,
        { kind: 'limit_exceeded' },
      );
    }
    const now = clock.now();
    const added = values.map((one) => ({
      id: rowId(),
      created: now,
      updated: now,
      values: newCells(shape.columns, one),
    }));
    if (replace) rows.clear();
    for (const row of added) rows.set(row.id, row);
    return added.map((row) => row.id);
  }

  function add(shape: TableShape, values: readonly ValueObject[] = []): void {
    if (shape.columns.length > TABLE_LIMITS.columns) {
      throw new CardError(
        `The table "${shape.name}" has ${shape.columns.length} columns; it may have ${TABLE_LIMITS.columns}.`,
        { kind: 'limit_exceeded' },
      );
    }
    tables.set(shape.id, { shape, rows: new Map() });
    insert(shape.id, values, false);
  }

  for (const shape of shapes) add(shape, rows[shape.id]);

  return {
    add,
    rows: (id) => [...table(id).rows.values()],
    describe: async (id) => table(id).shape,
    search: async (id, { terms, sortBy, limit, offset = 0 }) => {
      const { shape, rows } = table(id);
      const found = [...rows.values()].filter(termsMatcher(shape.columns, terms));
      return orderRows(shape.columns, sortBy, found).slice(offset, limit === undefined ? undefined : offset + limit);
    },
    read: async (id, row) => table(id).rows.get(row) ?? null,
    insert: (callId, id, values, { replace = false } = {}) => once(callId, () => insert(id, values, replace)),
    update: (callId, id, rowId, values) =>
      once(callId, () => {
        const { shape, rows } = table(id);
        const row = rows.get(rowId);
        if (row === undefined) return false;
        rows.set(rowId, { ...row, updated: clock.now(), values: changedCells(shape.columns, row.values, values) });
        return true;
      }),
    delete: (callId, id, row) => once(callId, () => table(id).rows.delete(row)),
    clear: (callId, id) =>
      once(callId, () => {
        const { rows } = table(id);
        const count = rows.size;
        rows.clear();
        return count;
      }),
  };
}
