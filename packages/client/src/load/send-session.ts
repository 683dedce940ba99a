import type { OrgLimits } from '../limits/org-limits.ts';
import { type Batch, bulkLoadOf } from '../pacing/batch.ts';
import { cancelSession } from '../session/cancel-session.ts';
import { loadSession } from '../session/load-session.ts';
import { type OpenSessionOptions, openSession } from '../session/open-session.ts';
import { SessionLostError } from '../session/session.ts';
import { type SessionCalls, sessionCalls } from '../session/session-calls.ts';
import { triggerSession } from '../session/trigger-session.ts';
import type { Emit } from './load-event.ts';
import type { LoadTally } from './load-summary.ts';
import { type BatchPiece, splitRefused } from './refused-batch.ts';

export interface SendContext {
  readonly calls: SessionCalls;
  readonly limits: OrgLimits;
  readonly opening: OpenSessionOptions;
  readonly emit: Emit;
  readonly tally: LoadTally;
  /** Batches in a row of which the org took nothing. */
  readonly refusals: { hopeless: number };
}

/** A session whose import was started. */
export interface TriggeredSession {
  readonly sessionId: string;
  /** Milliseconds since 1970, by the client's clock. */
  readonly triggeredAt: number;
  /** What it carries, to be sent again if its import fails. */
  readonly batches: readonly Batch[];
}

export interface SendResult {
  /** Absent when there was nothing to import. */
  readonly triggered?: TriggeredSession;
  /** What the session had no request left for. */
  readonly rest: readonly BatchPiece[];
}

const SESSIONS_LOST_IN_A_ROW = 3;
const HOPELESS_BATCHES = 3;

/**
 * Opens a session, sends the batches one at a time and starts the import. A session that is lost on the way is replaced
 * by a new one; after any other failure before the start it is cancelled, as well as can be.
 */
export async function sendSession(context: SendContext, pieces: readonly BatchPiece[]): Promise<SendResult> {
  for (let lost = 1; ; lost++) {
    const { id } = await openSession(context.calls, context.opening);
    try {
      await context.emit({ type: 'session-opened', sessionId: id });
      return await fillAndTrigger(context, id, pieces);
    } catch (error) {
      if (error instanceof SessionLostError && lost < SESSIONS_LOST_IN_A_ROW) {
        await context.emit({ type: 'session-restarted', sessionId: id, detail: error.message });
        continue;
      }
      await cancelQuietly(context.calls, id);
      throw error;
    }
  }
}

async function fillAndTrigger(
  context: SendContext,
  sessionId: string,
  pieces: readonly BatchPiece[],
): Promise<SendResult> {
  const { accepted, rest } = await fill(context, sessionId, pieces);
  if (accepted.length === 0) {
    await cancelSession(context.calls, sessionId);
    return { rest };
  }
  if ((await triggerSession(context.calls, sessionId)) === 'empty') {
    await context.emit({ type: 'session-empty', sessionId });
    return { rest };
  }
  const count = (action: Batch['action']) =>
    accepted.reduce((sum, batch) => sum + (batch.action === action ? batch.items.length : 0), 0);
  const [upserted, deleted] = [count('upsert'), count('delete')];
  const triggeredAt = context.calls.org.timing.clock.now().getTime();
  context.tally.session(sessionId, { upserted, deleted });
  await context.emit({ type: 'session-triggered', sessionId, items: upserted + deleted });
  return { triggered: { sessionId, triggeredAt, batches: accepted }, rest };
}

async function fill(context: SendContext, sessionId: string, pieces: readonly BatchPiece[]) {
  const { calls, limits, emit, tally } = context;
  const pending = [...pieces];
  const accepted: Batch[] = [];
  let requests = 0;
  while (requests < limits.sessionMaxBulkRequests) {
    const piece = pending.shift();
    if (piece === undefined) break;
    const { batch } = piece;
    const outcome = await loadSession(calls, sessionId, bulkLoadOf(batch));
    requests += outcome.requests;
    if (outcome.kind === 'accepted') {
      accepted.push(batch);
      piece.origin.accepted = true;
      context.refusals.hopeless = 0;
      const items = batch.items.length;
      await emit({ type: 'batch-sent', sessionId, action: batch.action, items, total: tally.accept(items) });
    } else {
      const { rejected, again, hopeless } = splitRefused(piece, outcome.error);
      // So many whole batches are not refused for the sake of single records.
      if (hopeless && ++context.refusals.hopeless >= HOPELESS_BATCHES) throw outcome.error;
      for (const record of rejected) {
        tally.count('rejected');
        await emit({ type: 'record-rejected', ...record });
      }
      pending.unshift(...again);
    }
  }
  return { accepted, rest: pending };
}

/** After a failure the load's own signal may be aborted, and the first failure is the one to report. */
async function cancelQuietly(calls: SessionCalls, sessionId: string): Promise<void> {
  try {
    const { org, sourceId } = calls;
    await cancelSession(sessionCalls({ org, sourceId, signal: AbortSignal.timeout(10_000) }), sessionId);
  } catch {
    // The next run finds the session by its persisted id.
  }
}
