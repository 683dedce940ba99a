import {
  COUNTER_NAMES,
  type ImportCounters,
  NO_COUNTS,
  NO_OBJECT_COUNTS,
  OBJECT_COUNTER_NAMES,
  type ObjectCounters,
  type SessionStatus,
} from '@headwater/protocol';
import { ClientError } from '../client-error.ts';
import { type CountersOfObjects, type ImportReceipt, OBJECT_CLASSES } from './receipts.ts';

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
  /** The same of what the sessions held beside people. */
  readonly objectCounters: CountersOfObjects;
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
  #objectCounters: CountersOfObjects = {};
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

  receipt({ counters, objectCounters }: ImportReceipt): void {
    this.#counters = added(COUNTER_NAMES, this.#counters ?? NO_COUNTS, counters);
    for (const name of OBJECT_CLASSES) {
      const counted: ObjectCounters | undefined = objectCounters[name];
      if (counted === undefined) continue;
      const sum = added(OBJECT_COUNTER_NAMES, this.#objectCounters[name] ?? NO_OBJECT_COUNTS, counted);
      this.#objectCounters = { ...this.#objectCounters, [name]: sum };
    }
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
      objectCounters: this.#objectCounters,
    };
  }
}

function added<Name extends string>(
  names: readonly Name[],
  sum: Readonly<Record<Name, number>>,
  more: Partial<Readonly<Record<Name, number>>>,
): Readonly<Record<Name, number>> {
  // Every name is there.
  return Object.fromEntries(names.map((name) => [name, sum[name] + (more[name] ?? 0)])) as Record<Name, number>;
}
