/**
 * What a filter certainly demands of every entry it lets through: enough to leave most rows unread. The filter itself still decides
 * about each entry, so a narrowing may say less than the filter, never more.
 */
export interface Narrowing {
  /** Event types; no other can pass. */
  readonly types?: ReadonlySet<string>;
  readonly targetId?: string;
  /** `transaction.id`, or the job in the debug data: an import, or a web request. */
  readonly transactionId?: string;
  readonly sessionId?: string;
  readonly result?: string;
  /** Microseconds, inclusive. */
  readonly since?: number;
  /** Microseconds, exclusive. */
  readonly until?: number;
}

/** Both demands hold. */
export function bothOf(left: Narrowing, right: Narrowing): Narrowing {
  const types = intersection(left.types, right.types);
  const since = extreme(Math.max, left.since, right.since);
  const until = extreme(Math.min, left.until, right.until);
  return {
    ...left,
    ...right,
    ...(types === undefined ? {} : { types }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** One of the demands holds. */
export function eitherOf(left: Narrowing, right: Narrowing): Narrowing {
  const since = left.since === undefined || right.since === undefined ? undefined : Math.min(left.since, right.since);
  const until = left.until === undefined || right.until === undefined ? undefined : Math.max(left.until, right.until);
  return {
    ...(left.types === undefined || right.types === undefined
      ? {}
      : { types: new Set([...left.types, ...right.types]) }),
    ...same('targetId', left, right),
    ...same('transactionId', left, right),
    ...same('sessionId', left, right),
    ...same('result', left, right),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function same<Key extends 'targetId' | 'transactionId' | 'sessionId' | 'result'>(
  key: Key,
  left: Narrowing,
  right: Narrowing,
): { readonly [K in Key]?: string } {
  const value = left[key];
  if (value === undefined || value !== right[key]) return {};
  // A mapped type over one literal key, which TypeScript widens to a string index.
  return { [key]: value } as { readonly [K in Key]?: string };
}

function intersection<T>(
  left: ReadonlySet<T> | undefined,
  right: ReadonlySet<T> | undefined,
): ReadonlySet<T> | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return new Set([...left].filter((item) => right.has(item)));
}

function extreme(
  choose: (...values: number[]) => number,
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return choose(left, right);
}
