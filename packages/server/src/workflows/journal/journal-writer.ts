import { isRetryable } from '../../database/is-retryable.ts';
import { type Deferred, deferred } from '../../jobs/deferred.ts';
import type { HeldBy } from '../../jobs/hold-jobs.ts';
import { asError, JobError } from '../../jobs/job-error.ts';
import type { Org } from '../../orgs/org.ts';
import type { ExecutionChange, StoredAnswer } from './execution-change.ts';
import type { JournalRow } from './journal-row.ts';
import { writeBatch } from './write-batch.ts';

/** What is known of an execution while it runs here, and does not change. */
export interface RunningExecution {
  readonly id: string;
  readonly flowId: string;
  /** The job that runs it: whoever holds that owns the execution. */
  readonly job: HeldBy;
  readonly savesData: boolean;
  /** Whether its flow runs only so many executions at a time. */
  readonly isLimited: boolean;
  /** Whether somebody may be waiting for its end or its answer. */
  readonly isAwaited: boolean;
}

/** What one execution has to write. */
export interface Batch {
  readonly execution: RunningExecution;
  readonly rows: readonly JournalRow[];
  readonly change: ExecutionChange;
  readonly answer: StoredAnswer | null;
  /** Counts after the rows. */
  readonly entries: number;
  readonly cards: number;
  readonly seals: boolean;
  /** When this process took the execution up. */
  readonly at: Date;
}

interface Waiting {
  batch: Batch;
  readonly written: Deferred<void>;
}

/** Rows and executions of one transaction; a single execution may bring more. */
const MOST_ROWS = 4_000;
const MOST_EXECUTIONS = 200;

/**
 * Writes what all executions of this process have to write, those of an org together: while one transaction is under way the next
 * gathers, so that a hundred executions cost hardly more visits to the database than one.
 */
export class JournalWriter {
  readonly #lines = new Map<string, Line>();

  /** Resolves when it is committed. Rejects with a JobError `job_lost` when another process has taken the execution over. */
  write(org: Org, batch: Batch): Promise<void> {
    const line = this.#lines.get(org.name) ?? new Line();
    this.#lines.set(org.name, line);
    return line.add(org, batch);
  }
}

/** The batches of one org, one transaction after the other. */
class Line {
  #waiting = new Map<string, Waiting>();
  /** Executions whose last batch was not written: what they add could leave a gap. */
  #busy = false;

  add(org: Org, batch: Batch): Promise<void> {
    const before = this.#waiting.get(batch.execution.id);
    if (before !== undefined) {
      before.batch = {
        ...batch,
        rows: [...before.batch.rows, ...batch.rows],
        answer: batch.answer ?? before.batch.answer,
      };
      return before.written.promise;
    }
    const waiting: Waiting = { batch, written: deferred<void>() };
    this.#waiting.set(batch.execution.id, waiting);
    if (!this.#busy) void this.#run(org);
    return waiting.written.promise;
  }

  async #run(org: Org): Promise<void> {
    this.#busy = true;
    // What the same turn of the loop adds goes along.
    await Promise.resolve();
    while (this.#waiting.size > 0) await this.#writeTogether(org, this.#take());
    this.#busy = false;
  }

  #take(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let rows = 0;
    for (const [id, waiting] of this.#waiting) {
      if (taken.length > 0 && (taken.length >= MOST_EXECUTIONS || rows + waiting.batch.rows.length > MOST_ROWS)) break;
      this.#waiting.delete(id);
      taken.push(waiting);
      rows += waiting.batch.rows.length;
    }
    return taken;
  }

  async #writeTogether(org: Org, taken: readonly Waiting[]): Promise<void> {
    try {
      const held = await org.transaction(
        (tx) =>
          writeBatch(
            tx,
            org,
            taken.map(({ batch }) => batch),
          ),
        { brief: true },
      );
      for (const { batch, written } of taken) {
        if (held.has(batch.execution.id)) written.resolve();
        else this.#fail(batch, written, lost(batch));
      }
    } catch (error) {
      // One that cannot be written must not take the others with it.
      if (taken.length > 1 && !isRetryable(error)) {
        for (const each of taken) await this.#writeTogether(org, [each]);
        return;
      }
      for (const { batch, written } of taken) this.#fail(batch, written, asError(error));
    }
  }

  /** What the execution has added meanwhile would follow a gap. */
  #fail({ execution }: Batch, written: Deferred<void>, error: Error): void {
    written.reject(error);
    const next = this.#waiting.get(execution.id);
    this.#waiting.delete(execution.id);
    next?.written.reject(error);
  }
}

function lost({ execution }: Batch): JobError {
  return new JobError(
    'job_lost',
    `Execution ${execution.id} is not this process's any more: it was removed, or another process has taken it over`,
  );
}
