import { forgetOldest } from '../../forget-oldest.ts';
import type { Org } from '../../orgs/org.ts';
import { Allowance } from '../../rate-limits/allowance.ts';
import type { Reservations } from '../../rate-limits/reservations.ts';
import type { RunnableFlow } from '../executions/runnable-flow.ts';

/** Calls of one endpoint in a second, by the limits profile (workflows-functions 15). */
const CALLS_PER_SECOND = { okta: 10, open: null } as const;
const WINDOW_MILLISECONDS = 1_000;
const MOST_KNOWN = 10_000;

/** Counts calls of endpoints in seconds of the org's clock, over all processes. */
export interface EndpointRates {
  /** Whether the flow may be called once more in this second. Never fails. */
  take(org: Org, flow: RunnableFlow): Promise<boolean>;
}

/** Makes {@link EndpointRates} over shared counts. */
export function createEndpointRates(reservations: Reservations): EndpointRates {
  const known = new Map<string, { readonly window: number; readonly allowance: Allowance }>();
  return {
    async take(org, flow) {
      const limit = flow.settings.ratePerSecond ?? CALLS_PER_SECOND[org.limitsProfile];
      if (limit === null) return true;
      const window = Math.floor(org.clock.now().getTime() / WINDOW_MILLISECONDS) * WINDOW_MILLISECONDS;
      const counts = org.testMode === undefined ? org.name : `${org.name} ${org.testMode.generation}`;
      const key = `${counts} ${flow.id}`;
      let current = known.get(key);
      if (current?.window !== window) {
        const bucket = `flow ${flow.id}`;
        current = {
          window,
          allowance: new Allowance({ org: counts, bucket, caller: '', window }, limit, reservations),
        };
        known.delete(key);
        known.set(key, current);
        forgetOldest(known, MOST_KNOWN);
      }
      current.allowance.setLimit(limit);
      return current.allowance.take();
    },
  };
}
