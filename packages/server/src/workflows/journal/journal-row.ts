import type { JournalType } from '@headwater/protocol';
import type { JournalEntry, Value, ValueObject } from '@headwater/workflows';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Redactor } from './redact.ts';
import { readValue, storeValue } from './stored-value.ts';

/** A journal entry as the database keeps it. */
export interface JournalRow {
  readonly position: number;
  readonly type: JournalType;
  readonly frame: string;
  /** Of openings and closings. */
  readonly parentFrame: string | null;
  readonly card: string | null;
  readonly failed: boolean;
  readonly body: string;
  readonly sealed: Buffer | null;
  readonly at: Date;
}

/** What an entry is restored from. */
export type KeptRow = Pick<JournalRow, 'position' | 'type' | 'frame' | 'at' | 'sealed'> & {
  readonly body: string | null;
};

/** What the bodies of an execution's rows are sealed for. */
function sealContext(executionId: string, position: number): string {
  return `flow-journal ${executionId} ${position}`;
}

/** What turns entries into rows, the same for all entries of an execution. */
export interface RowMaker {
  readonly secrets: Secrets;
  readonly redactor: Redactor;
}

/** @param parentFrame of the frame that closes */
export function toRow(
  { secrets, redactor }: RowMaker,
  executionId: string,
  position: number,
  entry: JournalEntry,
  parentFrame: string | null,
): JournalRow {
  const { type, frame, at, ...body } = entry;
  // Entries are made of values and plain objects of values.
  const stored = storeValue(secrets, sealContext(executionId, position), body as unknown as ValueObject, redactor);
  return {
    position,
    type,
    frame,
    parentFrame: entry.type === 'opened' ? (entry.parent?.frame ?? null) : parentFrame,
    card: cardOf(entry),
    failed: hasFailed(entry),
    body: stored.text,
    sealed: stored.sealed,
    at,
  };
}

/** The entry a row was made from. */
export function fromRow(secrets: Secrets, executionId: string, row: KeptRow): JournalEntry {
  const { position, type, frame, at, body, sealed } = row;
  if (body === null) throw new TypeError(`The journal of ${executionId} has no body at ${position}`);
  const fields: Value = readValue(secrets, sealContext(executionId, position), { text: body, sealed });
  // Written by `toRow`.
  return { type, frame, ...(fields as object), at } as unknown as JournalEntry;
}

function cardOf(entry: JournalEntry): string | null {
  switch (entry.type) {
    case 'opened':
      return entry.parent?.card ?? null;
    case 'closed':
      return null;
    default:
      return entry.card;
  }
}

function hasFailed(entry: JournalEntry): boolean {
  switch (entry.type) {
    case 'card':
      return entry.error !== null;
    case 'closed':
      return entry.outcome.status === 'failed';
    default:
      return false;
  }
}
