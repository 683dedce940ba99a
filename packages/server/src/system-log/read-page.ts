import type { LogEvent } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import { appliedStream } from './applied/applied-stream.ts';
import { changeStream } from './change-stream.ts';
import { eventStream } from './event-stream.ts';
import { failureStream } from './failure-stream.ts';
import { type Position, WHOLE_ROW } from './position.ts';
import type { LogRange, LogRow, LogStream } from './scan.ts';

export interface PageRequest {
  readonly orgId: string;
  readonly range: LogRange;
  readonly from: Position | null;
  readonly limit: number;
  /** Whether an entry belongs to the answer. */
  matches(entry: LogEvent): boolean;
}

export interface Page {
  readonly entries: readonly LogEvent[];
  /** Where the next page begins; null when the range is read to its end. */
  readonly next: Position | null;
}

/** All the facts that the log is read from. */
const STREAMS: readonly LogStream[] = [eventStream, changeStream, failureStream, appliedStream];

/** What one page may cost, in rows passed over: about a second. A page that reaches it ends there, perhaps empty, with a next one. */
const BUDGET = 150_000;

const FIRST_BATCH = 100;
const LARGEST_BATCH = 2_000;

/** Reads one page: the streams are merged by key, stream and row, in the direction of the range. */
export async function readPage(tx: Transaction, request: PageRequest): Promise<Page> {
  const merge = new Merge(tx, request);
  const entries: LogEvent[] = [];
  let next: Position | null = null;
  for (;;) {
    const head = await merge.head();
    if (head === 'ended') return { entries, next: null };
    if (head === 'exhausted') return { entries, next: merge.position };
    for (const entry of head) {
      merge.consume();
      if (!request.matches(entry)) continue;
      if (entries.length === request.limit) return { entries, next };
      entries.push(entry);
      next = merge.position;
    }
    merge.finishRow();
  }
}

interface Reader {
  readonly stream: LogStream;
  rows: readonly LogRow[];
  at: number;
  ended: boolean;
  from: Position | null;
  batch: number;
  /** Whether it may read whatever the budget says. */
  granted: boolean;
}

class Merge {
  readonly #tx: Transaction;
  readonly #request: PageRequest;
  readonly #readers: readonly Reader[];
  #budget = BUDGET;
  #current: { readonly reader: Reader; readonly row: LogRow; consumed: number } | undefined;
  /** Behind the last entry consumed. */
  position: Position | null;

  constructor(tx: Transaction, request: PageRequest) {
    this.#tx = tx;
    this.#request = request;
    this.position = request.from;
    const batch = Math.max(FIRST_BATCH, request.limit + 1);
    this.#readers = STREAMS.map((stream) => ({
      stream,
      rows: [],
      at: 0,
      ended: false,
      from: request.from,
      batch,
      granted: true,
    }));
  }

  /** The unread entries of the next row, in the direction of reading; a row of no interest has none. */
  async head(): Promise<readonly LogEvent[] | 'ended' | 'exhausted'> {
    for (const reader of this.#readers) {
      if (reader.at < reader.rows.length || reader.ended) continue;
      // The first reading is always granted, so that every page goes on from the one before.
      if (this.#budget <= 0 && !reader.granted) return 'exhausted';
      await this.#refill(reader);
    }
    const reader = this.#first();
    const row = reader?.rows[reader.at];
    if (reader === undefined || row === undefined) return 'ended';
    const entries = this.#request.range.direction === 'ASCENDING' ? row.entries : row.entries.toReversed();
    const consumed = this.#consumedBefore(reader.stream.number, row);
    this.#current = { reader, row, consumed };
    return entries.slice(consumed);
  }

  consume(): void {
    if (this.#current === undefined) throw new TypeError('consume() comes after head()');
    this.#current.consumed += 1;
    this.#moveTo(this.#current.consumed);
  }

  finishRow(): void {
    if (this.#current === undefined) throw new TypeError('finishRow() comes after head()');
    this.#moveTo(WHOLE_ROW);
    this.#current.reader.at += 1;
    this.#current = undefined;
  }

  #moveTo(consumed: number): void {
    if (this.#current === undefined) return;
    const { reader, row } = this.#current;
    this.position = { key: row.key, stream: reader.stream.number, row: row.row, consumed };
  }

  #consumedBefore(stream: number, row: LogRow): number {
    const { from } = this.#request;
    return from !== null && from.stream === stream && from.row === row.row && from.key === row.key ? from.consumed : 0;
  }

  async #refill(reader: Reader): Promise<void> {
    const { orgId, range } = this.#request;
    const last = reader.rows.at(-1);
    const from = last === undefined ? reader.from : behind(reader.stream, last);
    // The row it goes on from is read again, so one more than wanted.
    const limit = reader.batch + 1;
    const result = await reader.stream.read(this.#tx, { orgId, range, from, limit });
    this.#budget -= result.cost;
    const repeated = last !== undefined && result.rows[0]?.row === last.row && result.rows[0].key === last.key;
    reader.rows = repeated ? result.rows.slice(1) : result.rows;
    reader.at = 0;
    reader.ended = result.ended;
    reader.granted = false;
    reader.from = from;
    reader.batch = Math.min(reader.batch * 2, LARGEST_BATCH);
    if (reader.rows.length === 0 && !reader.ended) throw new TypeError('A scan that found nothing must end or move on');
  }

  #first(): Reader | undefined {
    const ascending = this.#request.range.direction === 'ASCENDING';
    let first: Reader | undefined;
    for (const reader of ascending ? this.#readers : this.#readers.toReversed()) {
      const key = reader.rows[reader.at]?.key;
      if (key === undefined) continue;
      const best = first?.rows[first.at]?.key;
      if (best === undefined || (ascending ? key < best : key > best)) first = reader;
    }
    return first;
  }
}

function behind(stream: LogStream, row: LogRow): Position {
  return { key: row.key, stream: stream.number, row: row.row, consumed: WHOLE_ROW };
}
