import type { Clock } from '@headwater/protocol';
import type { CompiledCard } from '../compile/compiled-scope.ts';
import type { GroupedFields } from '../connectors/connector.ts';
import { FileValue } from '../values/file-value.ts';
import { setKey, type Value, type ValueObject } from '../values/value.ts';
import type { Attempt } from './attempt.ts';
import { type Frame, frameId } from './frame.ts';
import type { FrameOutcome, Journal, JournalEntry } from './journal.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { type FieldsByGroup, setField } from './set-field.ts';
import { sizeWithin } from './size-within.ts';

/** Inputs above this many bytes, about, are noted by their size only. */
const LARGE_INPUT = 64 * 1024;

/** Entries that are kept in memory while nothing waits for them to be safe: work without effects would note them without end. */
const MOST_NOTED = 4_000;

/** Writes the journal of an execution. */
export class Recorder {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Entries since the last flush. */
  #noted = 0;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  now(): Date {
    return this.#clock.now();
  }

  flush(): Promise<void> {
    this.#noted = 0;
    return this.#journal.flush();
  }

  /** Whether so much was noted that it is to be flushed before more is. */
  get isFull(): boolean {
    return this.#noted >= MOST_NOTED;
  }

  #note(entry: JournalEntry): void {
    this.#noted++;
    this.#journal.note(entry);
  }

  opened(frame: Frame): void {
    const { scope, parent, caller } = frame;
    this.#note({
      type: 'opened',
      frame: frameId(frame),
      parent:
        parent === null || caller === null ? null : { frame: frameId(parent), card: caller.card.id, item: caller.item },
      flowId: scope.flowId,
      block: scope.block,
      input: shrunkGroups(frame.input ?? {}),
      at: this.now(),
    });
  }

  closed(frame: Frame, outcome: FrameOutcome): void {
    this.#note({ type: 'closed', frame: frameId(frame), outcome, at: this.now() });
  }

  ended(
    frame: Frame,
    attempt: Attempt,
    result: { readonly outputs: GroupedFields | null; readonly error: ValueObject | null; readonly retried: boolean },
  ): void {
    const at = this.now();
    this.#note({
      type: 'card',
      frame: frameId(frame),
      card: attempt.card.id,
      attempt: attempt.number,
      inputs: attempt.noted ?? {},
      outputs: result.outputs === null ? null : wantedOnly(attempt.card, result.outputs),
      error: result.error,
      retried: result.retried,
      startedAt: attempt.startedAt ?? at,
      at,
    });
  }

  waits(frame: Frame, attempt: Attempt, until: Date): void {
    this.#note({
      type: 'waits',
      frame: frameId(frame),
      card: attempt.card.id,
      attempt: attempt.number,
      until,
      at: this.now(),
    });
  }

  page(frame: Frame, card: CompiledCard, page: { offset: number; records: readonly Value[]; next: Value }): void {
    this.#note({ type: 'page', frame: frameId(frame), card: card.id, ...page, at: this.now() });
  }
}

/** Inputs as the journal keeps them: by group, options under `parameters`, blocks left out, large ones by size. */
export function notedInputs({ shape, values }: ResolvedInputs): Readonly<Record<string, ValueObject>> {
  const groups: FieldsByGroup = {};
  for (const [place, { field, block }] of shape.fields.entries()) {
    if (block === null) setField(groups, field.group ?? '', field.key, shrunk(values[place] ?? null));
  }
  return groups;
}

function shrunkGroups(groups: Readonly<Record<string, ValueObject>>): Readonly<Record<string, ValueObject>> {
  const result: { [group: string]: ValueObject } = {};
  for (const [name, fields] of Object.entries(groups)) {
    const copy: { [key: string]: Value } = {};
    for (const [key, value] of Object.entries(fields)) setKey(copy, key, shrunk(value));
    setKey(result as { [key: string]: Value }, name, copy);
  }
  return result;
}

function shrunk(value: Value): Value {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length <= LARGE_INPUT ? value : { $large: value.length };
  if (value instanceof FileValue) {
    return value.content.byteLength <= LARGE_INPUT ? value : { $large: value.content.byteLength };
  }
  const size = sizeWithin(value, LARGE_INPUT);
  return size <= LARGE_INPUT ? value : { $large: size };
}

function wantedOnly(card: CompiledCard, outputs: GroupedFields): GroupedFields {
  const result: FieldsByGroup = {};
  for (const { group, key } of card.wanted) {
    const name = group ?? '';
    const fields = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (fields !== undefined && Object.hasOwn(fields, key)) setField(result, name, key, fields[key] ?? null);
  }
  return result;
}
