import { COUNTER_NAMES, type ImportCounters, NO_COUNTS, type SessionStatus } from '@headwater/protocol';
import { ClientError } from '../client-error.ts';
import type { ImportReceipt } from './receipts.ts';

/** The end of a load. Counts are of records. */
export interface LoadSummary {
  /** Records accepted by the org for import, each external id once a session. */
  readonly upserted: number;
  readonly deleted: number;
  /** Rejected before or by the upload; each had its own event. */
  readonly rejected: number;
  readonly skipped: number;
  /** Records that gave way to a later one of the same external id. */
  readonly superseded: number;
  readonly sessions: readonly SessionSummary[];
  /** Sum of the org's counters over all finished sessions; null where the org gives none. */
  readonly counters: ImportCounters | null;
  /** Records with the outcome `error` in the org's receipts. */
  readonly failed: number;
}

export interface SessionSummary {
  readonly sessionId: string;
  /** The last status seen. */
  readonly status: SessionStatus;
  readonly upserted: number;
  readonly deleted: number;
  readonly importId: string | null;
}

/** A load stopped; what it had done until then is in `summary`, the reason in `cause`. */
export class LoadFailedError extends ClientError {
  readonly summary: LoadSummary;

  constructor(summary: LoadSummary, cause: unknown) {
    super('loadFailed', cause instanceof Error ? cause.message : String(cause), { cause });
    this.summary = summary;
  }
}

type Count = 'rejected' | 'skipped' | 'superseded' | 'failed';

/** Counts while the load runs. */
export class LoadTally {
  readonly #counts: Record<Count, number> = { rejected: 0, skipped: 0, superseded: 0, failed: 0 };
  readonly #sessions = new Map<string, SessionSummary>();
  #counters: ImportCounters | null = null;
  #accepted = 0;

  count(what: Count): void {
    this.#counts[what]++;
  }

  /** Gives the number of records accepted so far. */
  accept(items: number): number {
    this.#accepted += items;
    return this.#accepted;
  }

  session(sessionId: string, change: Partial<Omit<SessionSummary, 'sessionId'>>): void {
    const known = this.#sessions.get(sessionId) ?? {
      sessionId,
      status: 'TRIGGERED',
      upserted: 0,
      deleted: 0,
      importId: null,
    };
    this.#sessions.set(sessionId, { ...known, ...change });
  }

  receipt({ counters }: ImportReceipt): void {
    const sum = this.#counters ?? NO_COUNTS;
    const added = COUNTER_NAMES.map((name) => [name, sum[name] + (counters[name] ?? 0)]);
    this.#counters = Object.fromEntries(added) as ImportCounters;
  }

  summary(): LoadSummary {
    const sessions = [...this.#sessions.values()];
    const delivered = sessions.filter(({ status }) => status !== 'ERROR');
    return {
      upserted: delivered.reduce((sum, { upserted }) => sum + upserted, 0),
      deleted: delivered.reduce((sum, { deleted }) => sum + deleted, 0),
      ...this.#counts,
      sessions,
      counters: this.#counters,
    };
  }
}
