import { setTimeout as delay } from 'node:timers/promises';
import type { OrgRegistry } from '../../orgs/org-registry.ts';
import { type FollowParts, followEvents } from './follow-events.ts';

/** What following the logs of all orgs needs. */
export interface FollowLogsOptions extends FollowParts {
  readonly orgs: Pick<OrgRegistry, 'list'>;
  readonly warn: (message: string, error: unknown) => void;
}

const LOOK_MILLISECONDS = 1_000;
/** An org in which nothing happens is written to so seldom. */
const LOOKS_TO_SETTLE = 30;

/** Looks every second whether the orgs' logs have something for flows, until `stop`. */
export function followLogs(options: FollowLogsOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** One warning per org until it is well again. */
  const failing = new Set<string>();

  async function look(settle: boolean): Promise<void> {
    for (const org of options.orgs.list()) {
      try {
        while (!signal.aborted && (await followEvents(org, options, { settle })) === 'more');
        failing.delete(org.name);
      } catch (error) {
        if (!failing.has(org.name)) options.warn(`The System Log of the org ${org.name} could not be followed`, error);
        failing.add(org.name);
      }
    }
  }

  async function follow(): Promise<void> {
    for (let looks = 1; !signal.aborted; looks++) {
      await look(looks % LOOKS_TO_SETTLE === 0);
      await delay(LOOK_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const following = follow();
  return {
    async stop() {
      stopping.abort();
      await following;
    },
  };
}
