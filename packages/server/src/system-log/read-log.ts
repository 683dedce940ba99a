import type { LogEvent } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';
import { type BoundedCursor, decodeCursor, encodeCursor, invalidCursor, type PollingCursor } from './cursor.ts';
import { compileFilter } from './filter/compile-filter.ts';
import { keywordTest } from './filter/keywords.ts';
import type { Narrowing } from './filter/narrowing.ts';
import { type Direction, microsOf } from './position.ts';
import { type PageRequest, readPage } from './read-page.ts';
import type { LogRange } from './scan.ts';

/** What `GET /api/v1/logs` asks for (identity-sources-api 7.7). */
export interface LogQuery {
  /** Inclusive; default seven days before `until`, or before now. */
  readonly since?: Date;
  /** Exclusive. Without it an ascending query polls. */
  readonly until?: Date;
  readonly filter?: string;
  readonly q?: string;
  readonly limit: number;
  readonly sortOrder: Direction;
  readonly after?: string;
}

export interface LogPage {
  readonly entries: readonly LogEvent[];
  /** The `after` of the next page; null when a bounded query is read to its end, never when polling. */
  readonly next: string | null;
}

const DEFAULT_SPAN_MICROS = 7 * 24 * 60 * 60 * 1_000_000;

/**
 * Reads one page of an org's System Log. Errors: ApiError `invalidSearch` for the filter, `invalidPaging` for `after`.
 *
 * A polling query must give every entry once, though transactions commit in another order than that of their times. It therefore
 * remembers the database snapshot it has read instead of a time: the next sweep gives what the newer snapshot shows and that one
 * did not. Nothing needs to be held back until slower transactions have ended, and no clock is trusted. The first sweep goes back to
 * `since` and is ordered by time; later ones are ordered by commit.
 */
export function readLog(org: Org, query: LogQuery): Promise<LogPage> {
  return org.read((tx) => readLogIn(tx, org, query));
}

/** {@link readLog} in a transaction of the caller, so that what follows from the entries can commit with the place behind them. */
export async function readLogIn(tx: Transaction, org: Org, query: LogQuery): Promise<LogPage> {
  const filter = query.filter === undefined ? undefined : compileFilter(query.filter);
  const keywords = query.q === undefined ? undefined : keywordTest(query.q);
  const request: Search = {
    orgId: org.id,
    limit: query.limit,
    narrowing: filter?.narrowing ?? {},
    matches: (entry) => (filter?.matches(entry) ?? true) && (keywords?.(entry) ?? true),
  };
  const cursor = query.after === undefined ? firstCursor(org, query) : decodeCursor(query.after);
  return cursor.kind === 'polling' ? poll(tx, request, cursor) : readBounded(tx, request, cursor, query.sortOrder);
}

/** The `after` of a polling query that gives what is committed from now on, in that order. */
export async function presentCursor(tx: Transaction): Promise<string> {
  const seen = await presentSnapshot(tx);
  return encodeCursor({ kind: 'polling', since: null, seen, visible: null, position: null });
}

interface Search extends Omit<PageRequest, 'range' | 'from'> {
  readonly narrowing: Narrowing;
}

type BoundedStart = Omit<BoundedCursor, 'position'> & { readonly position: BoundedCursor['position'] | null };

function firstCursor(org: Org, query: LogQuery): PollingCursor | BoundedStart {
  const until = query.until === undefined ? null : microsOf(query.until);
  const end = until ?? microsOf(org.clock.now());
  const since = query.since === undefined ? Math.max(0, end - DEFAULT_SPAN_MICROS) : microsOf(query.since);
  if (until !== null || query.sortOrder === 'DESCENDING') return { kind: 'bounded', since, until, position: null };
  return { kind: 'polling', since, seen: null, visible: null, position: null };
}

async function readBounded(
  tx: Transaction,
  search: Search,
  cursor: BoundedStart,
  direction: Direction,
): Promise<LogPage> {
  const range = rangeOf(search, { ...cursor, order: 'time', direction, seen: null, visible: null });
  const page = await readPage(tx, { ...search, range, from: cursor.position });
  const next = page.next === null ? null : encodeCursor({ ...cursor, position: page.next });
  return { entries: page.entries, next };
}

async function poll(tx: Transaction, search: Search, cursor: PollingCursor): Promise<LogPage> {
  const present = await presentSnapshot(tx);
  for (const known of [cursor.seen, cursor.visible]) {
    // A snapshot from the future was taken in another database, of which these rows are a copy.
    if (known !== null && endOf(known) > endOf(present)) throw invalidCursor();
  }
  const visible = cursor.visible ?? present;
  const range = rangeOf(search, {
    order: cursor.seen === null ? 'time' : 'commit',
    direction: 'ASCENDING',
    since: cursor.since,
    until: null,
    seen: cursor.seen,
    visible,
  });
  const page = await readPage(tx, { ...search, range, from: cursor.position });
  const next: PollingCursor =
    page.next === null
      ? { ...cursor, seen: visible, visible: null, position: null }
      : { ...cursor, visible, position: page.next };
  return { entries: page.entries, next: encodeCursor(next) };
}

function rangeOf(search: Search, range: Omit<LogRange, 'narrowing'>): LogRange {
  const { narrowing } = search;
  return {
    order: range.order,
    direction: range.direction,
    since: Math.max(range.since ?? 0, narrowing.since ?? 0),
    until: range.until === null ? (narrowing.until ?? null) : Math.min(range.until, narrowing.until ?? range.until),
    seen: range.seen,
    visible: range.visible,
    narrowing,
  };
}

async function presentSnapshot(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ readonly snapshot: string }>(sql`SELECT pg_current_snapshot()::text AS snapshot`);
  if (row === undefined) throw new TypeError('A SELECT without FROM gives one row');
  return row.snapshot;
}

/** The first transaction number that a snapshot does not know (its xmax). */
function endOf(snapshot: string): bigint {
  return BigInt(snapshot.split(':')[1] ?? '0');
}
