import { OPEN_SESSION_STATUSES } from '@headwater/protocol';
import { backoff } from '../http/backoff.ts';
import { hasStatus, isTransient, OrgError } from '../http/org-error.ts';
import { pause } from '../timing.ts';
import { SessionLostError } from './session.ts';
import type { BulkLoad, SessionCalls } from './session-calls.ts';

/** `requests` counts what the org may count toward the session's limit. */
export type LoadOutcome =
  | { readonly kind: 'accepted'; readonly requests: number }
  /** The org does not take this content (400, 413, 422), and the session is still open. */
  | { readonly kind: 'refused'; readonly requests: number; readonly error: OrgError }
  /** No good answer came, and the caller allows no further request; the load may or may not be in the session. */
  | { readonly kind: 'unanswered'; readonly requests: number; readonly error: Error };

/**
 * Sends one bulk load. When no answer comes, or a 5xx, the session is read and the load sent again if it is still open:
 * loads are idempotent by external id (identity-sources-api 9.1).
 * @param mostRequests how many requests the session has left; default: enough for the retry policy
 * @throws SessionLostError when the session takes no more data
 */
export async function loadSession(
  calls: SessionCalls,
  sessionId: string,
  load: BulkLoad,
  mostRequests = Number.POSITIVE_INFINITY,
): Promise<LoadOutcome> {
  const { retry, timing } = calls.org;
  for (let requests = 1; ; requests++) {
    try {
      await calls.load(sessionId, load);
      return { kind: 'accepted', requests };
    } catch (error) {
      if (hasStatus(error, 404)) throw new SessionLostError(sessionId, 'unknown', { cause: error });
      const refused = hasStatus(error, 400, 413, 422);
      if (!refused && !isTransient(error)) throw error;
      await assertOpen(calls, sessionId, error);
      if (refused) return { kind: 'refused', requests, error };
      if (requests >= retry.attempts) throw error;
      if (requests >= mostRequests) return { kind: 'unanswered', requests, error };
      const reason = error instanceof OrgError ? 'org-failing' : 'org-unreachable';
      await pause(timing, backoff(requests, retry, timing.random), { reason, detail: error.message }, calls);
    }
  }
}

async function assertOpen(calls: SessionCalls, sessionId: string, cause: unknown): Promise<void> {
  const session = await calls.get(sessionId);
  if (session === undefined || !OPEN_SESSION_STATUSES.includes(session.status)) {
    throw new SessionLostError(sessionId, session?.status ?? 'unknown', { cause });
  }
}
