import type { OrgLimits } from '../limits/org-limits.ts';
import { type Batch, bulkLoadOf } from '../pacing/batch.ts';
import type { RejectedRecord } from '../pacing/source-record.ts';
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
  const rejected = new Set<string>();
  for (let lost = 1; ; lost++) {
    const { id } = await openSession(context.calls, context.opening);
    try {
      await context.emit({ type: 'session-opened', sessionId: id });
      return await fillAndTrigger(context, id, without(rejected, pieces), rejected);
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
  rejected: Set<string>,
): Promise<SendResult> {
  const { accepted, rest } = await fill(context, sessionId, pieces, rejected);
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

/** Sends batch after batch; adds to `rejected` the ids of records that the org refuses. */
async function fill(
  context: SendContext,
  sessionId: string,
  pieces: readonly BatchPiece[],
  rejected: Set<string>,
): Promise<{ readonly accepted: readonly Batch[]; readonly rest: readonly BatchPiece[] }> {
  const { calls, limits, emit, tally, refusals } = context;
  const pending = [...pieces];
  const accepted: Batch[] = [];
  for (let left = limits.sessionMaxBulkRequests; left > 0; ) {
    const piece = pending.shift();
    if (piece === undefined) break;
    const { batch, origin } = piece;
    // A session that has taken something may end here and leave the rest to the next.
    const outcome = await loadSession(calls, sessionId, bulkLoadOf(batch), accepted.length > 0 ? left : undefined);
    left -= outcome.requests;
    switch (outcome.kind) {
      case 'accepted': {
        accepted.push(batch);
        origin.accepted = true;
        refusals.hopeless = 0;
        const items = batch.items.length;
        await emit({ type: 'batch-sent', sessionId, action: batch.action, items, total: tally.accept(items) });
        break;
      }
      case 'refused': {
        const split = splitRefused(piece, outcome.error);
        // So many whole batches are not refused for the sake of single records.
        if (split.hopeless && ++refusals.hopeless >= HOPELESS_BATCHES) throw outcome.error;
        pending.unshift(...split.again);
        await reject(context, split.rejected, rejected);
        break;
      }
      case 'unanswered':
        pending.unshift(piece);
    }
  }
  return { accepted, rest: pending };
}

async function reject(
  { tally, emit }: SendContext,
  records: readonly RejectedRecord[],
  ids: Set<string>,
): Promise<void> {
  for (const record of records) {
    if (record.externalId !== null) ids.add(record.externalId);
    tally.count('rejected');
    await emit({ type: 'record-rejected', ...record });
  }
}

function without(rejected: ReadonlySet<string>, pieces: readonly BatchPiece[]): readonly BatchPiece[] {
  if (rejected.size === 0) return pieces;
  return pieces.flatMap(({ batch, origin }) => {
    const items = batch.items.filter(({ externalId }) => !rejected.has(externalId));
    return items.length === 0 ? [] : [{ batch: { ...batch, items }, origin }];
  });
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
