import type { FrameClosed, FrameOutcome, HttpAnswer, Journal, JournalEntry, ValueObject } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { ExecutionChange, StoredAnswer } from './execution-change.ts';
import { type JournalRow, toRow } from './journal-row.ts';
import type { JournalWriter, RunningExecution } from './journal-writer.ts';
import type { Redactor } from './redact.ts';
import { shownText, storeValue } from './stored-value.ts';

/** What the journal of one execution needs. */
export interface JournalParts {
  readonly org: Org;
  readonly secrets: Secrets;
  /** Knows the secrets of what is remembered. */
  readonly redactor: Redactor;
  readonly writer: JournalWriter;
  /** What the caller of an endpoint is told of an end that did not answer before; null where nobody is. */
  readonly answers: ((outcome: FrameOutcome) => HttpAnswer) | null;
}

/** Where an execution stands that is begun or gone on with. */
export interface JournalStart {
  /** Rows and cards so far. */
  readonly entries: number;
  readonly cards: number;
  readonly seals: boolean;
  /** Parents of the frames that are open. */
  readonly parents: ReadonlyMap<string, string | null>;
}

/** What the answer of an endpoint is sealed for. */
export function answerContext(id: string): string {
  return `flow-answer ${id}`;
}

/**
 * The journal of one execution that this process runs. Its end is written with the entry that closes its first frame, so that a short
 * execution takes one transaction.
 */
export class ExecutionJournal implements Journal {
  readonly #parts: JournalParts;
  readonly #execution: RunningExecution;
  readonly #parents: Map<string, string | null>;
  #rows: JournalRow[] = [];
  #change: ExecutionChange = { to: 'running' };
  #answer: StoredAnswer | null = null;
  #hasAnswered = false;
  #entries: number;
  #cards: number;
  #seals: boolean;
  /** Whether something besides rows is to be written. */
  #isChanged = true;
  #written: Promise<void> = Promise.resolve();
  #isBroken = false;
  /** When this process took the execution up. */
  readonly #begun: Date;

  constructor(parts: JournalParts, execution: RunningExecution, start: JournalStart) {
    this.#parts = parts;
    this.#execution = execution;
    this.#parents = new Map(start.parents);
    this.#entries = start.entries;
    this.#cards = start.cards;
    this.#seals = start.seals;
    this.#begun = parts.org.clock.now();
  }

  note(entry: JournalEntry): void {
    const row = toRow(this.#parts, this.#execution.id, this.#entries, entry, this.#parents.get(entry.frame) ?? null);
    this.#entries += 1;
    if (entry.type === 'card') this.#cards += 1;
    if (row.sealed !== null) this.#seals = true;
    this.#rows.push(row);
    if (entry.type === 'opened') this.#parents.set(entry.frame, row.parentFrame);
    if (entry.type === 'closed') this.#close(entry);
  }

  /** Rejects with what the database rejects with, or a JobError `job_lost`; the execution is then to be forgotten. */
  flush(): Promise<void> {
    // What follows something that was not written must not be written either.
    if (this.#isBroken) return this.#written;
    if (this.#rows.length === 0 && !this.#isChanged) return this.#written;
    const { org, writer } = this.#parts;
    const rows = this.#rows;
    const answer = this.#answer;
    this.#rows = [];
    this.#answer = null;
    this.#isChanged = false;
    this.#written = writer.write(org, {
      execution: this.#execution,
      rows,
      change: this.#change,
      answer,
      entries: this.#entries,
      cards: this.#cards,
      seals: this.#seals,
      at: this.#begun,
    });
    // Whoever waits learns of it from the same promise.
    this.#written.catch(() => {
      this.#isBroken = true;
    });
    return this.#written;
  }

  /** The execution answers the caller of its endpoint, at once, and goes on. */
  answer(answer: HttpAnswer): void {
    this.#answerWith(answer);
    void this.flush().catch(() => undefined);
  }

  #answerWith(answer: HttpAnswer): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    const { secrets, redactor } = this.#parts;
    const whole: ValueObject = { ...answer };
    this.#answer = storeValue(secrets, answerContext(this.#execution.id), whole, redactor);
    this.#isChanged = true;
  }

  /** Writes that the execution goes on at `wake`, and ends its job. */
  sleep(wake: Date): Promise<void> {
    this.#change = { to: 'sleeping', wake };
    this.#isChanged = true;
    return this.flush();
  }

  /** Writes that the execution ends without the end of its first frame. */
  end(status: 'cancelled' | 'failed', outcome: FrameOutcome | null): Promise<void> {
    this.#finish(status, outcome, this.#parts.org.clock.now());
    return this.flush();
  }

  /** Writes the end of an execution, unless the closing of its first frame did. */
  conclude(outcome: FrameOutcome): Promise<void> {
    if (this.#change.to !== 'ended') this.#finish(statusOf(outcome), outcome, this.#parts.org.clock.now());
    return this.flush();
  }

  #close({ frame, outcome, at }: FrameClosed): void {
    this.#parents.delete(frame);
    if (frame === 'root') this.#finish(statusOf(outcome), outcome, at);
  }

  #finish(status: Extract<ExecutionChange, { to: 'ended' }>['status'], outcome: FrameOutcome | null, at: Date): void {
    // An outcome is an object of values.
    const shown = outcome === null ? null : shownText(outcome as unknown as ValueObject, this.#parts.redactor);
    this.#change = { to: 'ended', status, outcome: shown, at };
    this.#isChanged = true;
    if (outcome !== null && this.#parts.answers !== null) this.#answerWith(this.#parts.answers(outcome));
  }
}

/** The status of an execution whose first frame ended so. */
export function statusOf(outcome: FrameOutcome): 'succeeded' | 'halted' | 'failed' {
  switch (outcome.status) {
    case 'returned':
      return 'succeeded';
    case 'halted':
      return 'halted';
    case 'failed':
      return 'failed';
  }
}
