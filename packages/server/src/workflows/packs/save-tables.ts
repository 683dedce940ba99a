import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { changeColumns } from '../tables/change-columns.ts';
import { checkColumnCount, createTables } from '../tables/create-table.ts';
import { type FlowTable, findTable, selectTables } from '../tables/table.ts';
import type { ExaminedTable } from './examined-pack.ts';

/** What a new version does to the tables of a pack. */
export interface TableDiff {
  readonly added: readonly ExaminedTable[];
  readonly changed: readonly { readonly before: FlowTable; readonly after: ExaminedTable }[];
  readonly gone: readonly FlowTable[];
}

/** The tables of a pack by their ids in it, also those that are gone. */
export async function tablesOfPack(tx: Transaction, packId: string): Promise<ReadonlyMap<string, FlowTable>> {
  const tables = await selectTables(tx, sql`pack_id = ${packId}`);
  return new Map(tables.map((table) => [table.packTableId ?? '', table]));
}

/** Compares tables by their ids in the pack. */
export function diffTables(before: ReadonlyMap<string, FlowTable>, after: readonly ExaminedTable[]): TableDiff {
  const kept = new Set(after.map(({ packTableId }) => packTableId));
  return {
    added: after.filter(({ packTableId }) => !before.has(packTableId)),
    changed: after.flatMap((table) => {
      const known = before.get(table.packTableId);
      return known === undefined || isSame(known, table) ? [] : [{ before: known, after: table }];
    }),
    gone: [...before.values()].filter((table) => !table.isGone && !kept.has(table.packTableId ?? '')),
  };
}

function isSame(before: FlowTable, after: ExaminedTable): boolean {
  const facts = ({ name, description, columns }: FlowTable | ExaminedTable) =>
    JSON.stringify([name, description, columns.map((column) => [column.name, column.type, column.default])]);
  return !before.isGone && facts(before) === facts(after);
}

/** Stores the tables of a version; rows stay. Columns and tables that it has no more are hidden with what is in them. */
export async function saveTables(tx: Transaction, org: Org, packId: string, diff: TableDiff): Promise<void> {
  await createTables(
    tx,
    org,
    diff.added.map(({ packTableId, ...table }) => ({ ...table, pack: { id: packId, tableId: packTableId } })),
  );
  for (const { before, after } of diff.changed) {
    checkColumnCount(org, after.name, after.columns);
    const locked = await findTable(tx, before.id, 'update');
    if (locked === undefined) continue;
    await tx.execute(sql`
      UPDATE flow_tables SET name = ${after.name}, description = ${after.description}, is_gone = false
      WHERE id = ${before.id}`);
    await changeColumns(tx, org, locked, after.columns, 'hide');
  }
  await tx.execute(sql`
    UPDATE flow_tables SET is_gone = true, last_updated = ${org.clock.now()}
    WHERE id = ANY(${diff.gone.map(({ id }) => id)}::text[])`);
}
