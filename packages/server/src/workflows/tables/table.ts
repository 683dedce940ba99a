import { notFound } from '@headwater/protocol';
import type { TableColumn } from '@headwater/workflows';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** A column as it is stored. */
export interface StoredColumn extends TableColumn {
  /** Not in the version of the pack that counts: its cells are kept and nobody sees them. */
  readonly hidden?: boolean;
}

/** A table of a pack, or one made by hand. */
export interface FlowTable {
  /** `ftb…` */
  readonly id: string;
  /** Null for one made by hand, as is `packTableId`. */
  readonly packId: string | null;
  /** By which the cards of the pack name it. */
  readonly packTableId: string | null;
  readonly name: string;
  readonly description: string;
  /** All of them, hidden ones too. */
  readonly stored: readonly StoredColumn[];
  /** Those that are seen. */
  readonly columns: readonly TableColumn[];
  /** Whether the version of the pack that counts has it no more. */
  readonly isGone: boolean;
  readonly rowCount: number;
  readonly created: Date;
  readonly lastUpdated: Date;
}

type Row = Omit<FlowTable, 'columns'>;

const SELECT = sql`
  SELECT flow_tables.id, pack_id AS "packId", pack_table_id AS "packTableId", name, description, columns AS stored,
    is_gone AS "isGone", row_count AS "rowCount", created, last_updated AS "lastUpdated"
  FROM flow_tables JOIN flow_table_sizes ON table_id = flow_tables.id`;

/** How a table is locked while it is used: `share` keeps its columns as they are, `update` is for who changes them. */
export type TableLock = 'none' | 'share' | 'update';

const LOCKS: Readonly<Record<TableLock, Sql>> = {
  none: empty,
  share: sql`FOR SHARE OF flow_tables`,
  update: sql`FOR UPDATE OF flow_tables`,
};

/** Tables that meet a condition, in the order of their names. */
export async function selectTables(tx: Transaction, condition: Sql, limit?: number): Promise<readonly FlowTable[]> {
  const rows = await tx.query<Row>(sql`${SELECT} WHERE ${condition} ORDER BY name, id LIMIT ${limit ?? null}`);
  return rows.map(toTable);
}

/** A table by its id; undefined when there is none. */
export async function findTable(tx: Transaction, id: string, lock: TableLock = 'none'): Promise<FlowTable | undefined> {
  const [row] = await tx.query<Row>(sql`${SELECT} WHERE flow_tables.id = ${id} ${LOCKS[lock]}`);
  return row === undefined ? undefined : toTable(row);
}

/** A table by its id. Throws `notFound`. */
export async function getTable(tx: Transaction, id: string, lock: TableLock = 'none'): Promise<FlowTable> {
  const table = await findTable(tx, id, lock);
  if (table === undefined) throw notFound(id, 'FlowTable');
  return table;
}

/** The table that a card of a pack means: one of the pack by its id there, or any of the org by its own. */
export async function findTableOfPack(
  tx: Transaction,
  packId: string,
  id: string,
  lock: TableLock = 'none',
): Promise<FlowTable | undefined> {
  const [row] = await tx.query<Row>(sql`
    ${SELECT} WHERE (pack_id = ${packId} AND pack_table_id = ${id}) OR flow_tables.id = ${id} ${LOCKS[lock]}`);
  return row === undefined ? undefined : toTable(row);
}

function toTable(row: Row): FlowTable {
  const columns = row.stored
    .filter(({ hidden }) => hidden !== true)
    .map(({ name, type, default: preset }) => ({ name, type, default: preset }));
  return { ...row, columns };
}
