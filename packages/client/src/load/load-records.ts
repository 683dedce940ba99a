import type { OrgConnection } from '../http/org-connection.ts';
import { discoverOrg, type OrgDescription } from '../limits/discover-org.ts';
import type { OrgLimits } from '../limits/org-limits.ts';
import type { Batch } from '../pacing/batch.ts';
import { type PackingNote, packSessions } from '../pacing/pack-sessions.ts';
import type { SourceRecord } from '../pacing/source-record.ts';
import { type OpenSessionOptions, SessionBlockedError } from '../session/open-session.ts';
import { sessionCalls } from '../session/session-calls.ts';
import { HEADWATER_POLL, OKTA_POLL, type PollPolicy } from '../session/watch-session.ts';
import { eventStream } from './event-stream.ts';
import { ImportQueue, type Resend } from './import-queue.ts';
import type { Emit, LoadEvent } from './load-event.ts';
import { LoadFailedError, type LoadSummary, LoadTally } from './load-summary.ts';
import { type BatchPiece, wholePiece } from './refused-batch.ts';
import { type SendContext, sendSession } from './send-session.ts';

export interface LoadOptions
  extends Pick<OpenSessionOptions, 'ownSessionIds' | 'foreignSessions' | 'onSession' | 'patienceSeconds'> {
  readonly org: OrgConnection;
  /** Id of the identity source, `0oa…`. */
  readonly sourceId: string;
  readonly records: AsyncIterable<SourceRecord>;
  /** Used instead of what the org tells about itself. */
  readonly limits?: OrgLimits;
  /** Send `""` as null; default true. */
  readonly emptyAsNull?: boolean;
  /** Sessions that may be triggered and not yet imported; default 4. Each is kept in memory, up to 10 MB with Okta's limits. */
  readonly maxQueuedSessions?: number;
  /** Default: every 15 to 60 s for Okta, 0.5 to 10 s for Headwater. */
  readonly poll?: PollPolicy;
  /** Return only when the last import is over; default true. */
  readonly waitForImport?: boolean;
  /** Ask the org for receipts; default true. */
  readonly receipts?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Loads all records into an identity source, session after session, and tells what happens; the last event, and the
 * return value, is the summary. It works only while its events are read. Leaving the loop or aborting the signal cancels
 * a session that was not yet started.
 *
 * `onSession` gets every session before anything is sent into it: persist its id, and give it to the next run in
 * `ownSessionIds`, so that a killed run leaves nothing behind.
 * @throws LoadFailedError with the summary so far and the `cause`; the signal's reason when it was aborted
 */
export async function* loadRecords(options: LoadOptions): AsyncGenerator<LoadEvent, LoadSummary, void> {
  return yield* eventStream<LoadEvent, LoadSummary>((emit, signal) => load(options, emit, signal), options.signal);
}

async function load(options: LoadOptions, emit: Emit, signal: AbortSignal): Promise<LoadSummary> {
  const tally = new LoadTally();
  try {
    const described = await describeOrg(options, emit, signal);
    await emit({ type: 'org-described', org: described });
    const context = sendContext(options, described, tally, emit, signal);
    await run(options, described, context);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new LoadFailedError(tally.summary(), error);
  }
  const summary = tally.summary();
  await emit({ type: 'finished', summary });
  return summary;
}

async function run(options: LoadOptions, described: OrgDescription, context: SendContext): Promise<void> {
  const { emit, tally } = context;
  const queue = new ImportQueue(context, {
    poll: options.poll ?? (described.kind === 'headwater' ? HEADWATER_POLL : OKTA_POLL),
    longest: Math.max(options.maxQueuedSessions ?? 4, 1),
    receipts: options.receipts ?? true,
  });
  const onNote = async (note: PackingNote) => {
    tally.count(note.kind);
    if (note.kind === 'rejected') await emit({ type: 'record-rejected', ...note.record });
  };
  const packing = { limits: context.limits, emptyAsNull: options.emptyAsNull ?? true, onNote };
  for await (const { batches } of packSessions(options.records, packing)) await deliver(context, queue, batches, 1);

  while ((options.waitForImport ?? true) && queue.length > 0) {
    for (const { batches, attempt } of await queue.settle()) await deliver(context, queue, batches, attempt);
  }
}

/** Sends batches in as many sessions as they need, after the failed ones that are older. */
async function deliver(
  context: SendContext,
  queue: ImportQueue,
  batches: readonly Batch[],
  attempt: number,
): Promise<void> {
  const resend = async (failed: readonly Resend[]) => {
    for (const again of failed) await deliver(context, queue, again.batches, again.attempt);
  };
  let rest: readonly BatchPiece[] = batches.map(wholePiece);
  while (rest.length > 0) {
    await resend(await queue.turn());
    try {
      const result = await sendSession(context, rest);
      if (result.triggered !== undefined) queue.push(result.triggered, attempt);
      rest = result.rest;
    } catch (error) {
      // An org may refuse a session for as long as our own import runs (D10 M3).
      if (!(error instanceof SessionBlockedError) || queue.length === 0) throw error;
      await resend(await queue.settle(true));
    }
  }
}

async function describeOrg({ org, limits }: LoadOptions, emit: Emit, signal: AbortSignal): Promise<OrgDescription> {
  const told = await discoverOrg(org, { signal, onWait: (wait) => emit({ type: 'waiting', ...wait }) });
  return limits === undefined ? told : { ...told, limits };
}

function sendContext(
  options: LoadOptions,
  { limits }: OrgDescription,
  tally: LoadTally,
  emit: Emit,
  signal: AbortSignal,
): SendContext {
  const { org, sourceId, ownSessionIds, foreignSessions, onSession, patienceSeconds } = options;
  return {
    calls: sessionCalls({ org, sourceId, signal, onWait: (wait) => emit({ type: 'waiting', ...wait }) }),
    limits,
    tally,
    emit,
    refusals: { hopeless: 0 },
    opening: {
      createCooldownSeconds: limits.createCooldownSeconds,
      ...(ownSessionIds === undefined ? {} : { ownSessionIds }),
      ...(foreignSessions === undefined ? {} : { foreignSessions }),
      ...(onSession === undefined ? {} : { onSession }),
      ...(patienceSeconds === undefined ? {} : { patienceSeconds }),
    },
  };
}
