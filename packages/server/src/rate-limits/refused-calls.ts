import { createHash } from 'node:crypto';
import { forgetOldest } from '../forget-oldest.ts';
import type { Org } from '../orgs/org.ts';
import { addressKey } from './address-key.ts';
import type { RateLimit } from './rate-limits.ts';
import { endOf, windowOf } from './window.ts';

/**
 * Counts calls that were refused for their token, by org and address, so that who guesses tokens, or hammers with a dead one, costs
 * the database little. An address that was refused too often is not let in for the rest of the minute, except with a token that was
 * good before: neighbours behind one proxy must not suffer. Each process counts for itself, and remembers a bounded number.
 */
export interface RefusedCalls {
  /** The state before a call; `exceeded`: it must not be let in. */
  look(org: Org, address: string, authorization: string | undefined): RateLimit;
  /** The state after a call was refused. */
  refused(org: Org, address: string): RateLimit;
  /** Remembers that a token is good. */
  accepted(org: Org, authorization: string): void;
  /** Forgets that a token was good: it is revoked or has expired. */
  rejected(org: Org, authorization: string): void;
}

interface Count {
  readonly window: number;
  refused: number;
}

const MAX_REMEMBERED = 10_000;

/** Makes {@link RefusedCalls} that start at zero. */
export function createRefusedCalls(): RefusedCalls {
  const counts = new Map<string, Count>();
  const good = new Set<string>();

  function countOf(org: Org, address: string): Count | undefined {
    const count = counts.get(`${org.name} ${addressKey(address)}`);
    return count?.window === windowOf(org.clock.now()) ? count : undefined;
  }

  return {
    look(org, address, authorization) {
      const state = stateOf(org, countOf(org, address)?.refused ?? 0);
      if (state.remaining > 0) return { ...state, exceeded: false };
      return { ...state, exceeded: authorization === undefined || !good.has(fingerprint(org, authorization)) };
    },
    refused(org, address) {
      const known = countOf(org, address);
      const count = known ?? { window: windowOf(org.clock.now()), refused: 0 };
      count.refused += 1;
      if (known === undefined) {
        const key = `${org.name} ${addressKey(address)}`;
        counts.delete(key);
        counts.set(key, count);
        forgetOldest(counts, MAX_REMEMBERED);
      }
      return stateOf(org, count.refused);
    },
    accepted(org, authorization) {
      const token = fingerprint(org, authorization);
      if (good.has(token)) return;
      good.add(token);
      forgetOldest(good, MAX_REMEMBERED);
    },
    rejected(org, authorization) {
      if (good.size > 0) good.delete(fingerprint(org, authorization));
    },
  };
}

function stateOf(org: Org, refused: number): RateLimit {
  const limit = org.limits.refusedCallsPerMinute;
  const reset = endOf(windowOf(org.clock.now())) / 1000;
  return { limit, remaining: Math.max(0, limit - refused), reset, exceeded: refused > limit };
}

/** A secret itself must not stay in memory. */
function fingerprint(org: Org, authorization: string): string {
  return createHash('sha256').update(`${org.name} ${authorization}`).digest('base64');
}
