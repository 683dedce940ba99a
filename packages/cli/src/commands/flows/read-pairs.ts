import { UsageFailure } from '../../failure.ts';

/** Reads `name=value` arguments; a later one counts. Throws a UsageFailure for one without a name. */
export function readPairs(pairs: readonly string[], what: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageFailure(`"${pair}" is no ${what}.`, 'Write it like name=value.');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
