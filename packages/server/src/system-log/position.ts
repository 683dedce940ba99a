/** `time`: by when it happened, for people and bounded queries. `commit`: by when it became visible, for polling. */
export type LogOrder = 'time' | 'commit';

export type Direction = 'ASCENDING' | 'DESCENDING';

/** A place between two entries: just behind the entry it names, in the direction of reading. */
export interface Position {
  /** Microseconds since 1970 in `time` order, the transaction's number in `commit` order. */
  readonly key: number;
  readonly stream: number;
  /** Id of the row inside its stream. */
  readonly row: string;
  /** How many entries of the row were read, counted in the direction of reading. */
  readonly consumed: number;
}

/** `consumed` of a row that is wholly read, however many entries it has. */
export const WHOLE_ROW = 1_000;

/** Microseconds as a `timestamptz` literal, which keeps them exactly. */
export function timestampOf(micros: number): string {
  const milliseconds = Math.floor(micros / 1000);
  const rest = String(micros - milliseconds * 1000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`);
}

/** The last whole second whose microseconds are a safe integer: in the year 2255. */
const LAST_MILLISECOND = 9_007_199_254_000;

/** An instant in microseconds since 1970; what lies before or far ahead is brought to the nearest that can be told. */
export function microsOf(instant: Date): number {
  return Math.min(Math.max(instant.getTime(), 0), LAST_MILLISECOND) * 1000;
}
