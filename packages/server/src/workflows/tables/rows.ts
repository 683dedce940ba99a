import {
  CardError,
  changedCells,
  newCells,
  type RowQuery,
  type TableRow,
  type ValueObject,
} from '@headwater/workflows';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { decodeCells, encodeCells } from './cells.ts';
import type { FlowTable } from './table.ts';
import { type TableLimits, tableLimits } from './table-limits.ts';
import { orderSql, rangeSql, termsSql } from './terms-sql.ts';

/** Rows of one statement. */
const BATCH = 2_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface StoredRow {
  readonly id: string;
  readonly cells: ValueObject;
  readonly created: Date;
  readonly updated: Date;
}

const SELECT = sql`SELECT id, cells, created, updated FROM flow_rows`;

/** Rows that a search finds. Throws a CardError as `termsSql` and `orderSql`. */
export function searchRows(tx: Transaction, table: FlowTable, query: RowQuery): Promise<readonly TableRow[]> {
  const { columns } = table;
  const condition = termsSql(columns, query.terms);
  return selectRows(tx, table, sql`AND ${condition} ${orderSql(columns, query.sortBy)} ${rangeSql(query)}`);
}

/** One row; null when there is none. */
export async function findRow(tx: Transaction, table: FlowTable, rowId: string): Promise<TableRow | null> {
  if (!UUID.test(rowId)) return null;
  const [row] = await selectRows(tx, table, sql`AND id = ${rowId}::uuid`);
  return row ?? null;
}

async function selectRows(tx: Transaction, table: FlowTable, rest: Sql): Promise<readonly TableRow[]> {
  const rows = await tx.query<StoredRow>(sql`${SELECT} WHERE table_id = ${table.id} ${rest}`);
  return rows.map(({ cells, ...row }) => ({ ...row, values: decodeCells(table.columns, cells) }));
}

/**
 * Adds rows with these ids, in order. The table must be locked. Throws a CardError: `limit_exceeded` for more rows than the table may
 * have, else as `newCells`.
 */
export async function insertRows(
  tx: Transaction,
  org: Org,
  table: FlowTable,
  rows: readonly { readonly id: string; readonly values: ValueObject }[],
): Promise<void> {
  const limits = tableLimits(org);
  const now = org.clock.now();
  for (let at = 0; at < rows.length; at += BATCH) {
    const some = rows.slice(at, at + BATCH);
    const cells = some.map(({ values }) => encodeCells(newCells(table.columns, values, limits)));
    await tx.execute(sql`
      INSERT INTO flow_rows (table_id, id, cells, created, updated)
      SELECT ${table.id}, id, cells::jsonb, ${now}::timestamptz, ${now}::timestamptz
      FROM unnest(${some.map(({ id }) => id)}::uuid[], ${cells}::text[]) WITH ORDINALITY AS new (id, cells, place)
      ORDER BY place`);
  }
  await countRows(tx, table, rows.length, limits);
}

/** Changes cells of a row; a counter's value is added. Gives false when there is no such row. Throws a CardError as `changedCells`. */
export async function updateRow(
  tx: Transaction,
  org: Org,
  table: FlowTable,
  rowId: string,
  values: ValueObject,
): Promise<boolean> {
  if (!UUID.test(rowId)) return false;
  const { columns } = table;
  const [row] = await selectRows(tx, table, sql`AND id = ${rowId}::uuid FOR NO KEY UPDATE`);
  if (row === undefined) return false;
  // What is hidden stays.
  const cells = encodeCells(changedCells(columns, row.values, values, tableLimits(org)));
  await tx.execute(sql`
    UPDATE flow_rows SET cells = cells || ${cells}::jsonb, updated = ${org.clock.now()}
    WHERE table_id = ${table.id} AND id = ${rowId}::uuid`);
  return true;
}

/** Gives false when there is no such row. */
export async function deleteRow(tx: Transaction, table: FlowTable, rowId: string): Promise<boolean> {
  if (!UUID.test(rowId)) return false;
  const deleted = await tx.execute(sql`DELETE FROM flow_rows WHERE table_id = ${table.id} AND id = ${rowId}::uuid`);
  if (deleted > 0) await countRows(tx, table, -deleted);
  return deleted > 0;
}

/** Gives how many rows there were. */
export async function clearRows(tx: Transaction, table: FlowTable): Promise<number> {
  const deleted = await tx.execute(sql`DELETE FROM flow_rows WHERE table_id = ${table.id}`);
  await countRows(tx, table, -deleted);
  return deleted;
}

/** Last of all, since it makes others wait who add rows to the same table. */
async function countRows(tx: Transaction, { id, name }: FlowTable, added: number, limits?: TableLimits): Promise<void> {
  const [size] = await tx.query<{ readonly count: number }>(sql`
    UPDATE flow_table_sizes SET row_count = row_count + ${added} WHERE table_id = ${id} RETURNING row_count AS count`);
  if (limits === undefined || size === undefined || size.count <= limits.rows) return;
  throw new CardError(
    `The table "${name}" would have ${size.count} rows; it may have ${limits.rows}. Delete some before.`,
    { kind: 'limit_exceeded' },
  );
}
