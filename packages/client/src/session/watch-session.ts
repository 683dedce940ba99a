import { isTransient } from '../http/org-error.ts';
import { pause } from '../timing.ts';
import { type Session, SessionLostError } from './session.ts';
import type { SessionCalls } from './session-calls.ts';

/** How often a running import is looked at; milliseconds. Okta allows all session calls together 15 a minute (1.2). */
export interface PollPolicy {
  readonly first: number;
  readonly longest: number;
  readonly factor: number;
}

export const OKTA_POLL: PollPolicy = { first: 15_000, longest: 60_000, factor: 1.5 };

/** For orgs that introduce themselves as Headwater's. */
export const HEADWATER_POLL: PollPolicy = { first: 500, longest: 10_000, factor: 1.5 };

export interface WatchOptions {
  /** Default {@link OKTA_POLL}. */
  readonly poll?: PollPolicy;
  /** Milliseconds since 1970, by the client's clock: give up looking then. */
  readonly until?: number;
}

const FAILURES_IN_A_ROW = 10;

/**
 * Looks at a triggered session until its import has ended.
 * @returns the session, COMPLETED, ERROR, CLOSED or EXPIRED; `undefined` when `until` came first
 */
export async function watchSession(
  calls: SessionCalls,
  sessionId: string,
  options: WatchOptions = {},
): Promise<Session | undefined> {
  const { timing } = calls.org;
  const poll = options.poll ?? OKTA_POLL;
  const until = options.until ?? Number.POSITIVE_INFINITY;
  const why = { reason: 'import-running', detail: `The import of session ${sessionId} is running` } as const;
  let interval = poll.first;
  let failures = 0;
  for (;;) {
    const left = until - timing.clock.now().getTime();
    if (left <= 0) return undefined;
    await pause(timing, Math.min(Math.round(interval * (1 + timing.random() / 4)), left), why, calls);
    try {
      const session = await calls.get(sessionId);
      if (session === undefined) throw new SessionLostError(sessionId, 'unknown');
      if (isOver(session)) return session;
      failures = 0;
    } catch (error) {
      if (!isTransient(error) || ++failures >= FAILURES_IN_A_ROW) throw error;
    }
    interval = Math.min(interval * poll.factor, poll.longest);
  }
}

function isOver(session: Session): boolean {
  switch (session.status) {
    case 'COMPLETED':
    case 'ERROR':
    case 'CLOSED':
    case 'EXPIRED':
      return true;
    // A live org was seen to say IN_PROGRESS for a started session (identity-sources-api 11 #12).
    case 'CREATED':
    case 'IN_PROGRESS':
    case 'TRIGGERED':
      return false;
  }
}
