import { backoff } from '../http/backoff.ts';
import { hasStatus, isTransient } from '../http/org-error.ts';
import { pause } from '../timing.ts';
import { cancelSession } from './cancel-session.ts';
import { type Session, SessionLostError } from './session.ts';
import type { SessionCalls } from './session-calls.ts';

/**
 * Starts the import of a session, once, whatever becomes of the answer: after a lost or refused one the session itself
 * tells whether it was started (identity-sources-api 9.1).
 * @returns `empty` when nothing was staged (every deleted id was unknown): such a session cannot be started and is
 *   cancelled instead (identity-sources-api 4.2 #3)
 * @throws SessionLostError when the session was cancelled or expired
 */
export async function triggerSession(calls: SessionCalls, sessionId: string): Promise<'triggered' | 'empty'> {
  const { retry, timing } = calls.org;
  let state = stateOf(await calls.get(sessionId), sessionId);
  for (let attempt = 1; state === 'loaded'; attempt++) {
    try {
      await calls.start(sessionId);
      return 'triggered';
    } catch (error) {
      if (!isTransient(error) && !hasStatus(error, 400, 404, 409)) throw error;
      state = stateOf(await calls.get(sessionId), sessionId, error);
      if (state !== 'loaded') break;
      if (attempt >= retry.attempts) throw error;
      const why = { reason: 'org-failing', detail: error.message } as const;
      await pause(timing, backoff(attempt, retry, timing.random), why, calls);
    }
  }
  if (state === 'empty') await cancelSession(calls, sessionId);
  return state === 'empty' ? 'empty' : 'triggered';
}

function stateOf(session: Session | undefined, sessionId: string, cause?: unknown): 'empty' | 'loaded' | 'triggered' {
  switch (session?.status) {
    case 'CREATED':
      return 'empty';
    case 'IN_PROGRESS':
      return 'loaded';
    case 'TRIGGERED':
    case 'COMPLETED':
    case 'ERROR':
      return 'triggered';
    case 'CLOSED':
    case 'EXPIRED':
    case undefined:
      throw new SessionLostError(sessionId, session?.status ?? 'unknown', { cause });
  }
}
