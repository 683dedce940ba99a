import type { ExecutionStatus, ExecutionTrigger } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { isRetryable } from '../../database/is-retryable.ts';
import type { JobLog } from '../../jobs/job-log.ts';
import type { Org } from '../../orgs/org.ts';
import { forgetWrites } from './forget-writes.ts';

/** What is kept of an execution without a journal: that it runs, then how it ended. */
export interface DirectRow {
  readonly id: string;
  readonly flowId: string;
  readonly packVersion: number;
  readonly status: Extract<ExecutionStatus, 'running' | 'succeeded' | 'halted' | 'failed' | 'cancelled'>;
  readonly trigger: ExecutionTrigger;
  readonly savesData: boolean;
  readonly host: string;
  readonly input: string | null;
  readonly outcome: string | null;
  readonly started: Date;
  readonly ended: Date | null;
}

/** While the database is away. */
const MOST_KEPT = 20_000;
const MOST_ROWS = 1_000;
const RETRY_MILLISECONDS = 1_000;
/** History of what is over sooner begins with its end. */
const SHOWN_AFTER_MILLISECONDS = 1_000;

/**
 * Writes the rows of executions that nobody waits for: many in one statement, and of one that is over soon only its end. They are lost with
 * the process; an execution without a journal is, too.
 */
export class DirectRows {
  readonly #log: JobLog;
  readonly #waiting = new Map<string, { readonly org: Org; readonly rows: Map<string, DirectRow> }>();
  readonly #begun = new Map<string, { readonly timer: NodeJS.Timeout; readonly write: () => void }>();
  #writing: Promise<void> | undefined;

  constructor(log: JobLog) {
    this.#log = log;
  }

  /** An execution runs: written when it does so for a second. */
  begin(org: Org, row: DirectRow): void {
    const write = () => {
      this.#begun.delete(row.id);
      this.#add(org, row);
    };
    this.#begun.set(row.id, { timer: setTimeout(write, SHOWN_AFTER_MILLISECONDS).unref(), write });
  }

  /** An execution is over. */
  end(org: Org, row: DirectRow): void {
    clearTimeout(this.#begun.get(row.id)?.timer);
    this.#begun.delete(row.id);
    this.#add(org, row);
  }

  #add(org: Org, row: DirectRow): void {
    const line = this.#waiting.get(org.name) ?? { org, rows: new Map<string, DirectRow>() };
    this.#waiting.set(org.name, line);
    line.rows.set(row.id, row);
    if (line.rows.size > MOST_KEPT) {
      const [oldest] = line.rows.keys();
      if (oldest !== undefined) line.rows.delete(oldest);
    }
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when everything told so far is written, or given up. */
  async settled(): Promise<void> {
    for (const { timer, write } of [...this.#begun.values()]) {
      clearTimeout(timer);
      write();
    }
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What the same turn of the loop adds goes along.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [name, { org, rows }] = next;
      const taken = [...rows.values()].slice(0, MOST_ROWS);
      for (const { id } of taken) rows.delete(id);
      if (rows.size === 0) this.#waiting.delete(name);
      await this.#write(org, taken);
    }
  }

  async #write(org: Org, rows: readonly DirectRow[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const ended = rows.flatMap(({ id, ended: at }) => (at === null ? [] : [id]));
        await org.transaction(
          async (tx) => {
            await Promise.all([tx.execute(upsert(rows)), ended.length > 0 ? forgetWrites(tx, ended) : undefined]);
          },
          { brief: true },
        );
        return;
      } catch (error) {
        const isLast = attempt >= 10 || !isRetryable(error);
        if (isLast || attempt === 1) {
          const message = `The history of ${rows.length} executions could not be written: ${String(error)}`;
          this.#log({ level: isLast ? 'error' : 'warn', message });
        }
        if (isLast) return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS).unref());
    }
  }
}

function upsert(rows: readonly DirectRow[]) {
  const times = (of: (row: DirectRow) => Date | null) => rows.map((row) => of(row)?.toISOString() ?? null);
  return sql`
    INSERT INTO flow_executions AS known (id, flow_id, pack_version, status, trigger, durable, saves_data, host, input, outcome,
      queued, started, ended)
    SELECT id, flow_id, pack_version, status, trigger, false, saves_data, host, input, outcome, started, started, ended
    FROM unnest(
      ${rows.map(({ id }) => id)}::text[], ${rows.map(({ flowId }) => flowId)}::text[],
      ${rows.map(({ packVersion }) => packVersion)}::int[], ${rows.map(({ status }) => status)}::text[],
      ${rows.map(({ trigger }) => trigger)}::text[], ${rows.map(({ savesData }) => savesData)}::boolean[],
      ${rows.map(({ host }) => host)}::text[], ${rows.map(({ input }) => input)}::text[],
      ${rows.map(({ outcome }) => outcome)}::text[], ${times(({ started }) => started)}::timestamptz[],
      ${times(({ ended }) => ended)}::timestamptz[]
    ) AS new (id, flow_id, pack_version, status, trigger, saves_data, host, input, outcome, started, ended)
    WHERE EXISTS (SELECT FROM flows WHERE flows.id = new.flow_id)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, outcome = excluded.outcome, ended = excluded.ended`;
}
