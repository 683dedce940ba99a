import { isRetryable } from '../../database/is-retryable.ts';
import { type Deferred, deferred } from '../../jobs/deferred.ts';
import { asError } from '../../jobs/job-error.ts';
import type { Org } from '../../orgs/org.ts';

interface Waiting<K, V> {
  readonly key: K;
  readonly answer: Deferred<V>;
}

const MOST_TOGETHER = 200;

/**
 * Makes of a visit to the database about many things one that asks about one: while a visit is under way the next gathers, so that many
 * callers cost hardly more visits than one. Every visit begins after it was asked for, and so sees what was committed before. One thing that
 * fails does not fail the others with it.
 * @param visit gives the answers in the order of the keys
 */
export function gathered<K, V>(
  visit: (org: Org, keys: readonly K[]) => Promise<readonly V[]>,
): (org: Org, key: K) => Promise<V> {
  const lines = new WeakMap<Org, Waiting<K, V>[]>();

  async function settle(org: Org, taken: readonly Waiting<K, V>[]): Promise<void> {
    try {
      const answers = await visit(
        org,
        taken.map(({ key }) => key),
      );
      if (answers.length !== taken.length) throw new TypeError('A visit answers as many things as it is asked');
      // As many as there are keys.
      for (const [place, { answer }] of taken.entries()) answer.resolve(answers[place] as V);
    } catch (error) {
      if (taken.length > 1 && !isRetryable(error)) for (const each of taken) await settle(org, [each]);
      else for (const { answer } of taken) answer.reject(asError(error));
    }
  }

  async function run(org: Org, line: Waiting<K, V>[]): Promise<void> {
    while (line.length > 0) await settle(org, line.splice(0, MOST_TOGETHER));
    lines.delete(org);
  }

  return (org, key) => {
    const waiting = { key, answer: deferred<V>() };
    const line = lines.get(org);
    if (line !== undefined) line.push(waiting);
    else {
      const begun = [waiting];
      lines.set(org, begun);
      void run(org, begun);
    }
    return waiting.answer.promise;
  };
}
