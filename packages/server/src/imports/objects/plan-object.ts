import type { Choices, ImportReason, RecordAction, RecordOutcome } from '@headwater/protocol';
import type { Intent } from '../fold.ts';
import type { ObjectDefinition } from './object-class.ts';

/** Attribute values; null for none. */
export type ObjectValues = Readonly<Record<string, string | null>>;

/** A group or device as the plan finds it. */
export interface ObjectView {
  readonly id: string;
  readonly version: number;
  readonly values: ObjectValues;
}

/** The decision about a group or a device: what its receipt says and what applying it does. */
export interface PlannedObject {
  readonly number: number;
  readonly action: RecordAction;
  readonly externalId: string;
  readonly outcome: RecordOutcome;
  readonly reason: ImportReason | null;
  readonly notes: readonly ImportReason[];
  /** Null for none, or for one that this record creates. */
  readonly objectId: string | null;
  /** As the plan saw it; null for none. */
  readonly version: number | null;
  /** Values before and after, of the changed attributes; of all for an object that is added or removed. */
  readonly before: ObjectValues | null;
  readonly after: ObjectValues | null;
}

/** The answers of the org that decide about groups. */
export type ObjectChoices = Pick<Choices, 'groupUpdate' | 'groupDelete'>;

/** Decides about one group or device (import-semantics 2.6, identity-sources-api 2.11). A function of its arguments alone. */
export function planObject(
  intent: Intent,
  view: ObjectView | undefined,
  definition: ObjectDefinition,
  choices: ObjectChoices,
): PlannedObject {
  const base: PlannedObject = {
    number: intent.number,
    action: intent.action,
    externalId: intent.externalId,
    outcome: 'unchanged',
    reason: null,
    notes: intent.others.length === 0 ? [] : [repeated(intent)],
    objectId: view?.id ?? null,
    version: view?.version ?? null,
    before: null,
    after: null,
  };
  if (intent.action === 'delete') return view === undefined ? base : planRemoval(base, view, definition, choices);
  return view === undefined ? planNew(base, intent, definition) : planUpdate(base, intent, view, definition, choices);
}

function repeated({ others }: Intent): ImportReason {
  return { code: 'duplicateInSession', data: { count: others.length + 1 } };
}

/** A group has no inactive state: under `deactivate` it stays, empty (identity-sources-api D20). */
function planRemoval(
  base: PlannedObject,
  view: ObjectView,
  definition: ObjectDefinition,
  choices: ObjectChoices,
): PlannedObject {
  const stays = definition.class === 'groups' && choices.groupDelete === 'deactivate';
  if (!stays) return { ...base, outcome: 'removed', before: view.values };
  return { ...base, outcome: 'removed', notes: [...base.notes, { code: 'groupEmptied' }] };
}

function planNew(base: PlannedObject, intent: Intent, definition: ObjectDefinition): PlannedObject {
  const after: Record<string, string | null> = {};
  for (const { name, required } of definition.attributes) {
    const value = intent.profile[name] ?? null;
    if (required && value === null) return refused(base, name);
    after[name] = value;
  }
  return { ...base, outcome: 'added', after };
}

function planUpdate(
  base: PlannedObject,
  intent: Intent,
  view: ObjectView,
  definition: ObjectDefinition,
  choices: ObjectChoices,
): PlannedObject {
  const before: Record<string, string | null> = {};
  const after: Record<string, string | null> = {};
  for (const { name, required } of definition.attributes) {
    const given = intent.profile[name];
    // What is required stays where it is not said, whatever the switch.
    if (given === undefined && (required || choices.groupUpdate === 'merge')) continue;
    const value = given ?? null;
    if (required && value === null) return refused(base, name);
    if (value === (view.values[name] ?? null)) continue;
    before[name] = view.values[name] ?? null;
    after[name] = value;
  }
  return Object.keys(after).length === 0 ? base : { ...base, outcome: 'updated', before, after };
}

function refused(base: PlannedObject, attribute: string): PlannedObject {
  return { ...base, outcome: 'error', reason: { code: 'sourceValueMissing', data: { attribute } } };
}
