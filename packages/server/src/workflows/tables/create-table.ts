import { validationFailed } from '@headwater/protocol';
import type { TableColumn } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { tableLimits } from './table-limits.ts';

/** A table that is to be made. */
export interface NewTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly TableColumn[];
  /** Of a table of a pack. */
  readonly pack?: { readonly id: string; readonly tableId: string };
}

/** Makes tables. Throws `validationFailed` for more of them, or of their columns, than the org may have. Gives their ids. */
export async function createTables(tx: Transaction, org: Org, tables: readonly NewTable[]): Promise<readonly string[]> {
  if (tables.length === 0) return [];
  await checkCount(tx, org, tables.length);
  for (const { name, columns } of tables) checkColumnCount(org, name, columns);
  const now = org.clock.now();
  const ids: string[] = [];
  for (const { name, description, columns, pack } of tables) {
    const id = org.ids.next('flowTable');
    ids.push(id);
    await tx.later(sql`
      INSERT INTO flow_tables (id, pack_id, pack_table_id, name, description, columns, created, last_updated)
      VALUES (${id}, ${pack?.id ?? null}, ${pack?.tableId ?? null}, ${name}, ${description}, ${JSON.stringify(columns)},
              ${now}, ${now})`);
    await tx.later(sql`INSERT INTO flow_table_sizes (table_id) VALUES (${id})`);
  }
  return ids;
}

async function checkCount(tx: Transaction, org: Org, added: number): Promise<void> {
  const [row] = await tx.query<{ readonly count: number }>(sql`SELECT count(*)::int AS count FROM flow_tables`);
  const { tables } = tableLimits(org);
  const count = (row?.count ?? 0) + added;
  if (count <= tables) return;
  throw validationFailed('flowTable', [`The org would have ${count} tables; it may have ${tables}`]);
}

/** Throws `validationFailed` for more columns than a table may have. */
export function checkColumnCount(org: Org, table: string, columns: readonly TableColumn[]): void {
  const most = tableLimits(org).columns;
  if (columns.length <= most) return;
  throw validationFailed('columns', [
    `columns: The table "${table}" has ${columns.length} columns; it may have ${most}`,
  ]);
}
