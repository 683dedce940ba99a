import {
  CardError,
  getKey,
  newCells,
  setKey,
  type TableColumn,
  toCell,
  type Value,
  type ValueObject,
} from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { decodeCells, encodeCells } from './cells.ts';
import type { FlowTable, StoredColumn } from './table.ts';
import { type TableLimits, tableLimits } from './table-limits.ts';

/** Rows of one statement. */
const BATCH = 2_000;

/** What becomes of columns that are not wanted any more: their cells are kept unseen, or deleted. */
export type Unwanted = 'hide' | 'delete';

/**
 * Gives a table other columns. Existing rows get the defaults of new ones; cells of a column whose type changes are converted, and empty
 * where they cannot be. The table must be locked for update. Gives how many cells could not be converted.
 */
export async function changeColumns(
  tx: Transaction,
  org: Org,
  table: FlowTable,
  wanted: readonly TableColumn[],
  unwanted: Unwanted,
): Promise<number> {
  const before = new Map(table.stored.map((column) => [column.name, column]));
  const names = new Set(wanted.map(({ name }) => name));
  const others = table.stored.filter(({ name }) => !names.has(name));
  const hidden: readonly StoredColumn[] = others.map((column) => ({ ...column, hidden: true }));
  const stored = unwanted === 'hide' ? [...wanted, ...hidden] : wanted;
  await tx.execute(sql`
    UPDATE flow_tables SET columns = ${JSON.stringify(stored)}, last_updated = ${org.clock.now()} WHERE id = ${table.id}`);
  if (unwanted === 'delete' && others.length > 0) {
    await tx.execute(sql`
      UPDATE flow_rows SET cells = cells - ${others.map(({ name }) => name)}::text[] WHERE table_id = ${table.id}`);
  }
  await fillDefaults(
    tx,
    table,
    wanted.filter(({ name }) => !before.has(name)),
  );
  const converted = wanted.filter(({ name, type }) => before.has(name) && before.get(name)?.type !== type);
  return convertCells(tx, table, [...before.values()], converted, tableLimits(org));
}

async function fillDefaults(tx: Transaction, table: FlowTable, added: readonly TableColumn[]): Promise<void> {
  if (added.length === 0) return;
  // A default that does not fit its column is nobody's fault here: it is refused when a row is made.
  const cells = Object.assign({}, ...added.map(defaultCells)) as ValueObject;
  await tx.execute(sql`
    UPDATE flow_rows SET cells = ${encodeCells(cells)}::jsonb || cells WHERE table_id = ${table.id}`);
}

function defaultCells(column: TableColumn): ValueObject {
  try {
    return newCells([column], {});
  } catch (error) {
    if (error instanceof CardError) return {};
    throw error;
  }
}

async function convertCells(
  tx: Transaction,
  table: FlowTable,
  before: readonly TableColumn[],
  converted: readonly TableColumn[],
  limits: TableLimits,
): Promise<number> {
  if (converted.length === 0) return 0;
  let lost = 0;
  for (let last = -1; ; ) {
    const rows = await tx.query<{ readonly id: string; readonly position: number; readonly cells: ValueObject }>(sql`
      SELECT id, position, cells FROM flow_rows WHERE table_id = ${table.id} AND position > ${last}
      ORDER BY position LIMIT ${BATCH}`);
    last = rows.at(-1)?.position ?? last;
    if (rows.length === 0) return lost;
    const changed = rows.map(({ cells }) => {
      const result = convertRow(decodeCells(before, cells), converted, limits);
      lost += result.lost;
      return encodeCells(result.cells);
    });
    await tx.execute(sql`
      UPDATE flow_rows SET cells = flow_rows.cells || new.cells::jsonb
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${changed}::text[]) AS new (id, cells)
      WHERE table_id = ${table.id} AND flow_rows.id = new.id`);
  }
}

function convertRow(
  before: ValueObject,
  converted: readonly TableColumn[],
  limits: TableLimits,
): { readonly cells: ValueObject; readonly lost: number } {
  const cells: { [key: string]: Value } = {};
  let lost = 0;
  for (const column of converted) {
    try {
      setKey(cells, column.name, toCell(column, getKey(before, column.name), limits));
    } catch (error) {
      if (!(error instanceof CardError)) throw error;
      setKey(cells, column.name, null);
      lost += 1;
    }
  }
  return { cells, lost };
}
