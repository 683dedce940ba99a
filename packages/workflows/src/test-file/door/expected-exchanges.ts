import type { MemoryResponse } from '../../memory/memory-http.ts';
import { CardError } from '../../run/card-error.ts';
import type { Expectation } from '../document/test-document.ts';
import { matchRequest } from '../match/match-request.ts';
import type { SentRequest } from './sent-request.ts';

/** An expectation, and where it stands for messages: `http[2] (line 30)`. */
export interface PlacedExpectation {
  readonly expectation: Expectation;
  readonly place: string;
}

type Response = NonNullable<Expectation['response']>;

/** Expected requests with their answers; the first that fits answers, until it was asked as often as it says. */
export class ExpectedExchanges {
  readonly #entries: readonly (PlacedExpectation & { count: number })[];

  constructor(expectations: readonly PlacedExpectation[]) {
    this.#entries = expectations.map((entry) => ({ ...entry, count: 0 }));
  }

  /** The answer to a request; undefined when none is expected. Throws a CardError where the answer is a failure. */
  answer(request: SentRequest): MemoryResponse | undefined {
    const entry = this.#entries.find(
      (one) => !isUsedUp(one) && matchRequest(one.expectation, request).problems.length === 0,
    );
    if (entry === undefined) return undefined;
    entry.count++;
    const { response, responses = response === undefined ? [{}] : [response] } = entry.expectation;
    return toResponse(responses[Math.min(entry.count, responses.length) - 1] ?? {}, request);
  }

  /** The expectation that a request nobody expects comes nearest to, in words; empty when there is none. */
  nearest(request: SentRequest): string {
    let best: { readonly text: string; readonly distance: number } | null = null;
    for (const entry of this.#entries) {
      const { problems, distance } = matchRequest(entry.expectation, request);
      const text =
        problems.length > 0
          ? `${entry.place} is nearest, but ${problems.slice(0, 5).join('; ')}`
          : `${entry.place} fits, but is expected ${times(entry.expectation.times ?? 0)}`;
      if (best === null || distance < best.distance) best = { text, distance };
    }
    return best?.text ?? '';
  }

  /** Expectations that were not asked as often as they say, in words. */
  unmet(): readonly string[] {
    return this.#entries
      .filter(({ expectation, count }) => expectation.times !== undefined && count < expectation.times)
      .map(
        ({ expectation, count, place }) =>
          `${place} (${title(expectation)}) was asked ${times(count)}, expected ${times(expectation.times ?? 0)}`,
      );
  }
}

function isUsedUp({ expectation, count }: { readonly expectation: Expectation; readonly count: number }): boolean {
  return expectation.times !== undefined && count >= expectation.times;
}

function title({ method, url, pattern }: Expectation): string {
  return `${method?.toUpperCase() ?? 'any'} ${url ?? pattern ?? 'request'}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function toResponse({ status, headers, body, failure }: Response, { method, url }: SentRequest): MemoryResponse {
  if (failure === 'timeout') throw new CardError(`${method} ${url} was not answered in time`, { kind: 'timeout' });
  if (failure === 'connection') throw new CardError(`${method} ${url} found no connection`, { kind: 'connection' });
  return {
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
}
