import sql, { raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Narrowing } from '../filter/narrowing.ts';
import type { Position } from '../position.ts';
import {
  all,
  DERIVED_ROW,
  keyColumns,
  keyOf,
  type LogRange,
  type LogRow,
  type LogStream,
  ordering,
  rangeConditions,
  type ScanRequest,
  type ScanResult,
  type StreamTable,
  WINDOW,
} from '../scan.ts';
import { GROUP_EVENTS, MEMBERSHIP_EVENTS, outcomesOf } from './applied-events.ts';
import { type AppliedRange, type AppliedRecord, appliedEntries, rowOf } from './applied-row.ts';
import { NAMES, type RecordBounds, readApplied, type Wanted } from './read-applied.ts';

/** Ids of this stream's rows are `<id of the range>/<number of the receipt>`. */
const table: StreamTable = {
  number: 3,
  table: 'applied_ranges',
  id: ['id'],
  idText: raw('t.id::text'),
  idValues: (row) => [row.slice(0, row.indexOf('/'))],
};

/** Ranges looked at together: the receipts of few large ones, or of many that hold one each. */
const RANGES = 200;
const RECORDS = 10_000;

/**
 * What imports did to groups and memberships. The facts are receipts; a row of `applied_ranges` says which of them took effect when, so the
 * stream goes through ranges, and inside each through its receipts.
 */
export const appliedStream: LogStream = {
  number: table.number,
  read(tx, request) {
    const search = searchOf(request.range.narrowing);
    if (search === null) return Promise.resolve({ rows: [], ended: true, cost: 0 });
    return search.userId === undefined
      ? readRanges(tx, request, search)
      : readOfUser(tx, request, search, search.userId);
  },
};

interface Search extends Wanted {
  readonly transactionId: string | undefined;
  readonly sessionId: string | undefined;
  readonly sourceId: string | undefined;
  readonly userId: string | undefined;
}

/** What of the stream can pass; null when nothing can. */
function searchOf({ types, result, targetId, transactionId, sessionId }: Narrowing): Search | null {
  const of = (prefix: string) => (targetId?.startsWith(prefix) === true ? targetId : undefined);
  const [userId, groupId, sourceId] = [of('00u'), of('00g'), of('0oa')];
  if (targetId !== undefined && (userId ?? groupId ?? sourceId) === undefined) return null;
  const groups = userId === undefined ? outcomesOf(GROUP_EVENTS, types, result) : [];
  const memberships = outcomesOf(MEMBERSHIP_EVENTS, types, result);
  if (groups.length + memberships.length === 0) return null;
  return { groups, memberships, groupId, transactionId, sessionId, sourceId, userId };
}

/** Reads range after range until there are enough rows, or a window's worth of receipts was looked at. */
async function readRanges(tx: Transaction, request: ScanRequest, search: Search): Promise<ScanResult> {
  const { range, limit, orgId } = request;
  const ascending = range.direction === 'ASCENDING';
  const rows: LogRow[] = [];
  let { from } = request;
  let cost = 0;
  for (;;) {
    const ranges = await nextRanges(tx, range, from, search);
    const looked = ranges.slice(0, fitting(ranges));
    const bounds = looked.filter((each) => fits(each, search)).map((each) => boundsOf(each, range, from));
    const records = await readApplied(tx, bounds, search, ascending ? 'ASC' : 'DESC', limit - rows.length);
    for (const record of records) rows.push(logRow(orgId, range, bounds, record));
    cost += looked.length + spanOf(bounds) + records.length * DERIVED_ROW;
    if (rows.length >= limit) return { rows, ended: false, cost };
    const last = looked.at(-1);
    if (last === undefined || (looked.length === ranges.length && ranges.length < RANGES)) {
      return { rows, ended: true, cost };
    }
    if (cost >= WINDOW) return { rows: reaching(rows, last, range), ended: false, cost };
    // Behind the last range: ids are whole numbers, and of the next one every receipt is wanted.
    const next = `${Number(last.row) + (ascending ? 1 : -1)}/${ascending ? 0 : LAST_NUMBER}`;
    from = { key: keyOf(last, range.order), stream: table.number, row: next, consumed: 0 };
  }
}

const LAST_NUMBER = 2_147_483_647;

/** Ranges from a place on, whatever they hold: those that do not fit are cheaper passed over than searched for. */
function nextRanges(
  tx: Transaction,
  range: LogRange,
  from: Position | null,
  search: Search,
): Promise<readonly AppliedRange[]> {
  const conditions = [...rangeConditions(table, range, from), ...duringImport(search)];
  return tx.query<AppliedRange>(sql`
    SELECT ${RANGE_COLUMNS} FROM (
      SELECT t.* FROM applied_ranges t WHERE ${all(conditions)} ORDER BY ${ordering(table, range)} LIMIT ${RANGES}) t
      ${RANGE_JOINS}
     ORDER BY ${ordering(table, range)}`);
}

const RANGE_COLUMNS = sql`${keyColumns(table)}, t.import_id, t.class, t.action, t.first_number, t.last_number,
  i.session_id, i.source_id, s.label AS source_label`;
const RANGE_JOINS = sql`LEFT JOIN imports i ON i.id = t.import_id LEFT JOIN identity_sources s ON s.id = i.source_id`;

/** An import writes between its beginning and its end, which the key by time finds at once. */
function duringImport({ transactionId, sessionId }: Search): readonly Sql[] {
  const which: Sql[] = [];
  if (transactionId !== undefined) which.push(sql`id = ${transactionId}`);
  if (sessionId !== undefined) which.push(sql`session_id = ${sessionId}`);
  return which.flatMap((import_) => [
    sql`t.at >= coalesce((SELECT created FROM imports WHERE ${import_}), '-infinity')`,
    sql`t.at <= coalesce((SELECT finished FROM imports WHERE ${import_}), 'infinity')`,
  ]);
}

function fits(range: AppliedRange, search: Search): boolean {
  if (search.transactionId !== undefined && search.transactionId !== range.import_id) return false;
  if (search.sessionId !== undefined && search.sessionId !== range.session_id) return false;
  if (search.sourceId !== undefined && search.sourceId !== range.source_id) return false;
  return range.class !== 'devices' && search[range.class].length > 0;
}

/** How many of the ranges are looked at together: at least one. */
function fitting(ranges: readonly AppliedRange[]): number {
  let records = 0;
  const end = ranges.findIndex((range, index) => {
    records += range.last_number - range.first_number + 1;
    return index > 0 && records > RECORDS;
  });
  return end < 0 ? ranges.length : end;
}

/** The receipts of a range that are still to be read: all of them but in the one where a page ended. */
function boundsOf(range: AppliedRange, { order, direction }: LogRange, from: Position | null): RecordBounds {
  const whole = { range, from: range.first_number, to: range.last_number };
  if (from === null || from.stream !== table.number || from.key !== keyOf(range, order)) return whole;
  const [id, number] = from.row.split('/');
  if (id !== range.row) return whole;
  return direction === 'ASCENDING' ? { ...whole, from: Number(number) } : { ...whole, to: Number(number) };
}

function spanOf(bounds: readonly RecordBounds[]): number {
  return bounds.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

function logRow(orgId: string, { order }: LogRange, bounds: readonly RecordBounds[], record: AppliedRecord): LogRow {
  const range = bounds[record.range - 1]?.range;
  if (range === undefined) throw new TypeError(`Receipt ${record.number} is of none of the ranges asked for`);
  const row = rowOf(range, record.number);
  return { key: keyOf(range, order), row, entries: appliedEntries(orgId, table.number, range, record) };
}

/** The rows with a last one that says how far the scan came, unless it is there. */
function reaching(rows: readonly LogRow[], last: AppliedRange, { order, direction }: LogRange): readonly LogRow[] {
  const row = rowOf(last, direction === 'ASCENDING' ? last.last_number : last.first_number);
  return rows.at(-1)?.row === row ? rows : [...rows, { key: keyOf(last, order), row, entries: [] }];
}

/** The memberships of one user, which an index finds however many there are of others. */
async function readOfUser(tx: Transaction, request: ScanRequest, search: Search, userId: string): Promise<ScanResult> {
  const { range, limit, orgId, from } = request;
  const sign = range.direction === 'ASCENDING' ? sql`ASC` : sql`DESC`;
  const found = await tx.query<AppliedRange & AppliedRecord>(sql`
    SELECT ${RANGE_COLUMNS}, 1 AS range, r.number, r.outcome, r.reason, r.notes, r.group_id, r.group_external_id, ${NAMES}
      FROM import_membership_records r
      JOIN applied_ranges t ON t.import_id = r.import_id AND t.class = 'memberships' AND t.action = r.action
                           AND r.number BETWEEN t.first_number AND t.last_number
      ${RANGE_JOINS} LEFT JOIN groups g ON g.id = r.group_id LEFT JOIN users u ON u.id = r.user_id
     WHERE ${all([
       sql`r.user_id = ${userId} AND r.outcome IN ('added', 'removed') AND r.outcome = ANY(${search.memberships}::text[])`,
       ...rangeConditions(table, range, from),
       ...behindPlace(range, from),
       ...ofImport(search),
     ])}
     ORDER BY ${ordering(table, range)}, r.number ${sign} LIMIT ${limit + 1}`);
  const rows = found.map((row) => logRow(orgId, range, [{ range: row, from: row.number, to: row.number }], row));
  const cost = found.length * DERIVED_ROW;
  if (found.length <= limit) return { rows, ended: true, cost };
  return { rows: rows.slice(0, limit), ended: false, cost };
}

/** Not before the place where a page ended, inside its range. */
function behindPlace({ direction }: LogRange, from: Position | null): readonly Sql[] {
  if (from === null || from.stream !== table.number) return [];
  const [id = '', number = ''] = from.row.split('/');
  const before = direction === 'ASCENDING' ? sql`r.number < ${Number(number)}` : sql`r.number > ${Number(number)}`;
  return [sql`NOT (t.id = ${id} AND ${before})`];
}

function ofImport({ transactionId, sessionId }: Search): readonly Sql[] {
  const conditions: Sql[] = [];
  if (transactionId !== undefined) conditions.push(sql`r.import_id = ${transactionId}`);
  if (sessionId !== undefined) {
    conditions.push(sql`r.import_id = (SELECT id FROM imports WHERE session_id = ${sessionId})`);
  }
  return conditions;
}
