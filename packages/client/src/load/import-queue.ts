import { ClientError } from '../client-error.ts';
import type { Batch } from '../pacing/batch.ts';
import type { Session } from '../session/session.ts';
import { type SessionCalls, sessionCalls } from '../session/session-calls.ts';
import { type PollPolicy, watchSession } from '../session/watch-session.ts';
import { readImportReceipt, readRecordReceipts } from './receipts.ts';
import type { SendContext, TriggeredSession } from './send-session.ts';

interface QueuedImport extends TriggeredSession {
  /** Which try at its data this is, from 1. */
  readonly attempt: number;
}

export interface ImportQueueOptions {
  readonly poll: PollPolicy;
  /** Sessions that may be triggered and unfinished at a time. */
  readonly longest: number;
  readonly receipts: boolean;
}

/** Data of a failed import that has to be sent once more. */
export interface Resend {
  readonly batches: readonly Batch[];
  readonly attempt: number;
}

const ATTEMPTS = 3;

/** The triggered sessions of a load, which the org imports one after the other (identity-sources-api 3.4). */
export class ImportQueue {
  readonly #context: SendContext;
  readonly #options: ImportQueueOptions;
  readonly #quietCalls: SessionCalls;
  readonly #queue: QueuedImport[] = [];
  #receipts: boolean;

  constructor(context: SendContext, options: ImportQueueOptions) {
    this.#context = context;
    this.#options = options;
    this.#receipts = options.receipts;
    const { org, sourceId, signal, onWait } = context.calls;
    this.#quietCalls = sessionCalls({
      org,
      sourceId,
      signal,
      onWait: (wait) => (wait.reason === 'import-running' ? undefined : onWait?.(wait)),
    });
  }

  get length(): number {
    return this.#queue.length;
  }

  push(session: TriggeredSession, attempt: number): void {
    this.#queue.push({ ...session, attempt });
  }

  /**
   * Waits until the org may take another session: the queue has room, and the last trigger is as long ago as the org
   * demands or its import is over. Gives the data of imports that failed meanwhile.
   */
  async turn(): Promise<readonly Resend[]> {
    const resends: Resend[] = [];
    while (this.#queue.length >= this.#options.longest) resends.push(...(await this.settle()));
    const last = this.#queue.at(-1);
    if (last === undefined) return resends;

    const { timing } = this.#context.calls.org;
    const until = last.triggeredAt + this.#context.limits.createCooldownSeconds * 1000;
    if (until > timing.clock.now().getTime()) {
      const detail = `The org takes the next session ${this.#context.limits.createCooldownSeconds} s after the last one was started, or when its import is over`;
      await this.#context.emit({ type: 'waiting', until: new Date(until), reason: 'create-cooldown', detail });
      const over = await watchSession(this.#quietCalls, last.sessionId, { poll: this.#options.poll, until });
      while (over !== undefined && this.#queue.length > 0) resends.push(...(await this.settle(true)));
    }
    return resends;
  }

  /**
   * Waits for the end of the oldest import; if it failed, gives its data back.
   * @param lookFirst whether it may well be over already, as it often is when others are queued behind it
   */
  async settle(lookFirst = this.#queue.length > 1): Promise<readonly Resend[]> {
    const oldest = this.#queue.shift();
    if (oldest === undefined) return [];
    const session =
      (lookFirst ? await this.#lookOnce(oldest.sessionId) : undefined) ??
      (await watchSession(this.#context.calls, oldest.sessionId, { poll: this.#options.poll }));
    if (session?.status === 'COMPLETED') {
      await this.#finish(oldest.sessionId);
      return [];
    }
    return this.#again(oldest, session);
  }

  async #lookOnce(sessionId: string): Promise<Session | undefined> {
    const session = await this.#context.calls.get(sessionId);
    return session?.status === 'COMPLETED' || session?.status === 'ERROR' ? session : undefined;
  }

  async #finish(sessionId: string): Promise<void> {
    const { calls, emit, tally } = this.#context;
    const receipt = this.#receipts ? await readImportReceipt(calls.org, sessionId, calls.signal) : null;
    this.#receipts = receipt !== null;
    tally.session(sessionId, { status: 'COMPLETED', importId: receipt?.importId ?? null });
    if (receipt !== null) {
      tally.receipt(receipt);
      const options = { outcome: 'error', ...(calls.signal === undefined ? {} : { signal: calls.signal }) } as const;
      for await (const record of readRecordReceipts(calls.org, receipt.importId, options)) {
        tally.count('failed');
        await emit({ type: 'record-failed', sessionId, record });
      }
    }
    await emit({ type: 'session-finished', sessionId, receipt });
  }

  async #again(failed: QueuedImport, session: Session | undefined): Promise<readonly Resend[]> {
    const { emit, tally } = this.#context;
    const status = session?.status ?? 'ERROR';
    tally.session(failed.sessionId, { status: 'ERROR' });
    if (failed.attempt >= ATTEMPTS) {
      throw new ClientError(
        'importFailed',
        `The import of session ${failed.sessionId} ended in ${status}, and so did ${ATTEMPTS - 1} tries before it. ` +
          'Look at the import monitoring of the org for the cause, then load the data again.',
      );
    }
    const detail = `Its import ended in ${status}; the org asks to upload the data again`;
    await emit({ type: 'session-restarted', sessionId: failed.sessionId, detail });
    return [{ batches: withoutNewer(failed.batches, this.#queue), attempt: failed.attempt + 1 }];
  }
}

/** A session sent later may hold a newer record of the same person, which must not be overwritten. */
function withoutNewer(batches: readonly Batch[], later: readonly TriggeredSession[]): readonly Batch[] {
  const newer = new Set(
    later.flatMap((session) => session.batches.flatMap(({ items }) => items.map((i) => i.externalId))),
  );
  if (newer.size === 0) return batches;
  return batches.flatMap(({ action, items }) => {
    const left = items.filter(({ externalId }) => !newer.has(externalId));
    return left.length === 0 ? [] : [{ action, items: left }];
  });
}
