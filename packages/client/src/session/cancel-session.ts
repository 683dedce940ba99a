import { OPEN_SESSION_STATUSES } from '@headwater/protocol';
import { hasStatus, isTransient } from '../http/org-error.ts';
import type { SessionCalls } from './session-calls.ts';

/**
 * Cancels a session and its data. Quiet when it is no longer open: cancelled before, expired, started or unknown
 * (identity-sources-api 2.5: a second cancel is a 400).
 * @returns whether this call closed it
 */
export async function cancelSession(calls: SessionCalls, sessionId: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await calls.cancel(sessionId);
      return true;
    } catch (error) {
      if (hasStatus(error, 400, 404)) return false;
      if (!isTransient(error) || attempt >= 3) throw error;
      const session = await calls.get(sessionId);
      if (session === undefined || !OPEN_SESSION_STATUSES.includes(session.status)) return true;
    }
  }
}
