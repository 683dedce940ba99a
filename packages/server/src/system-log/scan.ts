import type { LogEvent } from '@headwater/protocol';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Narrowing } from './filter/narrowing.ts';
import { type Direction, type LogOrder, type Position, timestampOf } from './position.ts';

/** What part of the log is read, in which order. Times in microseconds, `since` inclusive, `until` exclusive. */
export interface LogRange {
  readonly order: LogOrder;
  readonly direction: Direction;
  readonly since: number | null;
  readonly until: number | null;
  /** A `pg_snapshot`: what it shows was read before and is left out. */
  readonly seen: string | null;
  /** A `pg_snapshot`: only what it shows is read. */
  readonly visible: string | null;
  readonly narrowing: Narrowing;
}

export interface ScanRequest {
  readonly orgId: string;
  readonly range: LogRange;
  /** Where to go on; the row it names is given again, because some of its entries may be left. */
  readonly from: Position | null;
  readonly limit: number;
}

/** One stored fact with the entries it stands for; without entries it only says how far the scan came. */
export interface LogRow {
  readonly key: number;
  readonly row: string;
  readonly entries: readonly LogEvent[];
}

export interface ScanResult {
  readonly rows: readonly LogRow[];
  /** Whether nothing follows the rows. */
  readonly ended: boolean;
  /** What the scan cost, about one per row looked at. */
  readonly cost: number;
}

/** One of the stores of facts that the log is read from. */
export interface LogStream {
  /** Breaks ties between facts of the same key. */
  readonly number: number;
  read(tx: Transaction, request: ScanRequest): Promise<ScanResult>;
}

/** How a stream's table is ordered; its rows are named `t`. */
export interface StreamTable {
  readonly number: number;
  readonly table: string;
  /** The columns of the row's id. */
  readonly id: readonly string[];
  /** The row's id as text. */
  readonly idText: Sql;
  /** Values for the columns of an id. */
  idValues(row: string): readonly (string | number)[];
}

/** A column list for the key and the id as text: `micros`, `xid` and `row`. */
export function keyColumns(table: StreamTable): Sql {
  return sql`(extract(epoch FROM t.at) * 1000000)::bigint AS micros, t.xid::text::bigint AS xid, ${table.idText} AS row`;
}

export interface KeyedRow {
  readonly micros: number;
  readonly xid: number;
  readonly row: string;
}

/** A row's key in the order of the range. */
export function keyOf(row: KeyedRow, order: LogOrder): number {
  return order === 'time' ? row.micros : row.xid;
}

/** `ORDER BY` of the range for this table. */
export function ordering(table: StreamTable, range: LogRange): Sql {
  const way = range.direction === 'ASCENDING' ? 'ASC' : 'DESC';
  return raw([keyColumn(range.order), ...table.id].map((column) => `t.${column} ${way}`).join(', '));
}

/** The conditions that the range and the place in it put on this table. */
export function rangeConditions(table: StreamTable, range: LogRange, from: Position | null): readonly Sql[] {
  const conditions: Sql[] = [];
  if (range.since !== null) conditions.push(sql`t.at >= ${timestampOf(range.since)}::timestamptz`);
  if (range.until !== null) conditions.push(sql`t.at < ${timestampOf(range.until)}::timestamptz`);
  if (range.visible !== null) conditions.push(sql`pg_visible_in_snapshot(t.xid, ${range.visible}::pg_snapshot)`);
  if (range.seen !== null) {
    conditions.push(sql`t.xid >= pg_snapshot_xmin(${range.seen}::pg_snapshot)`);
    conditions.push(sql`NOT pg_visible_in_snapshot(t.xid, ${range.seen}::pg_snapshot)`);
  }
  if (from !== null) conditions.push(fromPosition(table, range, from));
  return conditions;
}

/** `conditions` joined by AND. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : join([...conditions], ' AND ');
}

/** How a stream reads its rows. */
export interface ScanPlan<Row> {
  /** Conditions that an index answers. */
  readonly within: readonly Sql[];
  /** Whether further conditions may pass over most of what `within` leaves. */
  readonly selective: boolean;
  /** Reads up to the request's limit of rows that meet `conditions` (which include `within`) and the plan's own. */
  read(conditions: readonly Sql[]): Promise<readonly Row[]>;
}

/** Rows looked at in one statement when most of them may be passed over: some 100 ms. */
export const WINDOW = 50_000;

/** What deriving one row costs in comparison with passing it over. */
export const DERIVED_ROW = 20;

/**
 * Reads up to `limit` rows of the range by a plan. A selective scan looks at no more than one window of the range at
 * a time and then says how far it came, so that no request reads on for minutes, however rare its matches are.
 */
export async function scanTable<Row extends KeyedRow>(
  tx: Transaction,
  table: StreamTable,
  request: ScanRequest,
  plan: ScanPlan<Row>,
  entriesOf: (row: Row) => readonly LogEvent[],
): Promise<ScanResult> {
  const { range, limit } = request;
  const conditions = [...rangeConditions(table, range, request.from), ...plan.within];
  const windowEnd = plan.selective ? await endOfWindow(tx, table, range, conditions) : undefined;
  const rows = await plan.read(
    windowEnd === undefined ? conditions : [...conditions, upToRow(table, range, windowEnd)],
  );
  const found = rows.map((row) => ({ key: keyOf(row, range.order), row: row.row, entries: entriesOf(row) }));
  const cost = rows.length * DERIVED_ROW + (plan.selective ? WINDOW : 0);
  if (rows.length >= limit) return { rows: found, ended: false, cost };
  if (windowEnd === undefined) return { rows: found, ended: true, cost };
  return {
    rows: [...found, { key: keyOf(windowEnd, range.order), row: windowEnd.row, entries: [] }],
    ended: false,
    cost,
  };
}

async function endOfWindow(
  tx: Transaction,
  table: StreamTable,
  range: LogRange,
  conditions: readonly Sql[],
): Promise<KeyedRow | undefined> {
  const [end] = await tx.query<KeyedRow>(
    sql`SELECT ${keyColumns(table)} FROM ${raw(table.table)} t WHERE ${all([...conditions, ...ofTable(table)])}
        ORDER BY ${ordering(table, range)} OFFSET ${WINDOW - 1} LIMIT 1`,
  );
  return end;
}

/** Which rows of the table belong to the stream, beyond the range. */
export function ofTable(table: StreamTable): readonly Sql[] {
  return table.table === 'import_records' ? [sql`t.outcome = 'error'`] : [];
}

function keyColumn(order: LogOrder): string {
  return order === 'time' ? 'at' : 'xid';
}

function keyValue(order: LogOrder, key: number): Sql {
  return order === 'time' ? sql`${timestampOf(key)}::timestamptz` : sql`${String(key)}::xid8`;
}

function fromPosition(table: StreamTable, range: LogRange, from: Position): Sql {
  const column = raw(`t.${keyColumn(range.order)}`);
  const key = keyValue(range.order, from.key);
  const ascending = range.direction === 'ASCENDING';
  if (from.stream === table.number) return compareRow(table, range, ascending ? '>=' : '<=', from.key, from.row);
  const behind = ascending ? table.number > from.stream : table.number < from.stream;
  const operator = ascending ? '>' : '<';
  return sql`${column} ${raw(behind ? `${operator}=` : operator)} ${key}`;
}

function upToRow(table: StreamTable, range: LogRange, end: KeyedRow): Sql {
  return compareRow(table, range, range.direction === 'ASCENDING' ? '<=' : '>=', keyOf(end, range.order), end.row);
}

function compareRow(table: StreamTable, range: LogRange, operator: string, key: number, row: string): Sql {
  const columns = raw([keyColumn(range.order), ...table.id].map((column) => `t.${column}`).join(', '));
  const values = join([keyValue(range.order, key), ...table.idValues(row).map((value) => sql`${value}`)], ', ');
  return sql`(${columns}) ${raw(operator)} (${values})`;
}
