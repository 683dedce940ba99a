import { ApiError } from '@headwater/protocol';
import type { Position } from './position.ts';

/** Where a bounded query goes on. Times in microseconds. */
export interface BoundedCursor {
  readonly kind: 'bounded';
  readonly since: number | null;
  readonly until: number | null;
  readonly position: Position;
}

/**
 * Where a polling query goes on. Polling reads in sweeps: each gives what one database snapshot shows and the one before did not, so that
 * nothing is lost however late it commits, and nothing is given twice.
 */
export interface PollingCursor {
  readonly kind: 'polling';
  readonly since: number | null;
  /** The snapshot of the last finished sweep; null during the first. */
  readonly seen: string | null;
  /** The snapshot of the sweep under way; null between two. */
  readonly visible: string | null;
  readonly position: Position | null;
}

export type LogCursor = BoundedCursor | PollingCursor;

/** The cursor as the opaque `after` parameter. */
export function encodeCursor(cursor: LogCursor): string {
  const parts =
    cursor.kind === 'bounded'
      ? ['b', cursor.since, cursor.until, packPosition(cursor.position)]
      : ['p', cursor.since, cursor.seen, cursor.visible, packPosition(cursor.position)];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads an `after` parameter; an ApiError `invalidPaging` when it is none of ours. */
export function decodeCursor(text: string): LogCursor {
  const parts = parse(text);
  const [kind, ...rest] = parts;
  if (kind === 'b' && rest.length === 3) {
    const position = unpackPosition(rest[2]);
    if (position === null) throw invalidCursor();
    return { kind: 'bounded', since: wholeNumber(rest[0]), until: wholeNumber(rest[1]), position };
  }
  if (kind === 'p' && rest.length === 4) {
    return {
      kind: 'polling',
      since: wholeNumber(rest[0]),
      seen: snapshot(rest[1]),
      visible: snapshot(rest[2]),
      position: unpackPosition(rest[3]),
    };
  }
  throw invalidCursor();
}

/** The error for a cursor that cannot be followed. */
export function invalidCursor(): ApiError {
  return new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch {
    throw invalidCursor();
  }
  throw invalidCursor();
}

function packPosition(position: Position | null): readonly unknown[] | null {
  return position === null ? null : [position.key, position.stream, position.row, position.consumed];
}

const ROW_IDS: readonly RegExp[] = [/^\d{1,18}$/, /^\d{1,18}$/, /^[0-9A-Za-z]{1,40}\/\d{1,9}$/, /^\d{1,18}\/\d{1,9}$/];

function unpackPosition(value: unknown): Position | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length !== 4) throw invalidCursor();
  const [key, stream, row, consumed]: readonly unknown[] = value;
  const number = wholeNumber(stream);
  const pattern = number === null ? undefined : ROW_IDS[number];
  if (pattern === undefined || number === null || typeof row !== 'string' || !pattern.test(row)) throw invalidCursor();
  return { key: wholeNumber(key) ?? refuse(), stream: number, row, consumed: wholeNumber(consumed) ?? refuse() };
}

function refuse(): never {
  throw invalidCursor();
}

function wholeNumber(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalidCursor();
  return value;
}

const SNAPSHOT = /^\d{1,19}:\d{1,19}:(?:\d{1,19}(?:,\d{1,19})*)?$/;

function snapshot(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || value.length > 50_000 || !SNAPSHOT.test(value)) throw invalidCursor();
  return value;
}
