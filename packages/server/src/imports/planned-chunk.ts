import type { CountersByClass, ImportReason } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import { countDecisions, countObjects } from './counters.ts';
import type { Intent } from './fold.ts';
import type { ImportRun } from './import-run.ts';
import { pairOf } from './memberships/pair.ts';
import type { PlannedMembership } from './memberships/plan-membership.ts';
import {
  type LookedUpMemberships,
  lookUpMemberships,
  planMemberships,
  writeMembershipReceipts,
} from './memberships/plan-memberships.ts';
import type { PlannedObject } from './objects/plan-object.ts';
import { type LookedUpObjects, lookUpObjects, planObjects, writeObjectReceipts } from './objects/plan-objects.ts';
import { type LookedUpChunk, lookUpChunk, planChunk, writeReceipts } from './plan-chunk.ts';
import type { Step } from './steps.ts';

/** A chunk of one class with everything looked up that its plan needs. */
export type LookedUp =
  | { readonly class: 'users'; readonly chunk: LookedUpChunk }
  | { readonly class: 'groups' | 'devices'; readonly chunk: LookedUpObjects }
  | { readonly class: 'memberships'; readonly chunk: LookedUpMemberships };

/** Decisions about a chunk, ready to be written. */
export interface Planned {
  /** Receipts written, those of superseded uploads included. */
  readonly receipts: number;
  count(before: CountersByClass): CountersByClass;
  /** Writes the receipts, and nothing else. */
  write(tx: Transaction): Promise<void>;
}

/** Looks up what the plan of these intents needs. `reported` collects the unknown attribute names that have had a warning. */
export async function lookUp(
  tx: Transaction,
  run: ImportRun,
  step: Step,
  intents: readonly Intent[],
  reported: Set<string>,
): Promise<LookedUp> {
  switch (step.class) {
    case 'users':
      return { class: step.class, chunk: await lookUpChunk(tx, run, step.action, intents, reported) };
    case 'groups':
    case 'devices':
      return { class: step.class, chunk: await lookUpObjects(tx, run, step.class, intents) };
    case 'memberships':
      return { class: step.class, chunk: await lookUpMemberships(tx, run, intents) };
  }
}

/** Decides about a chunk, in order, and lets later chunks know what it promises. */
export async function plan(run: ImportRun, lookedUp: LookedUp): Promise<Planned> {
  switch (lookedUp.class) {
    case 'users':
      return planUsers(run, lookedUp.chunk);
    case 'groups':
    case 'devices': {
      const { chunk } = lookedUp;
      const records = [...planObjects(run, chunk), ...chunk.intents.flatMap(supersededObjects)];
      return {
        receipts: records.length,
        count: (before) => ({ ...before, [chunk.class]: countObjects(before[chunk.class], records) }),
        write: (tx) => writeObjectReceipts(tx, run, chunk.class, records),
      };
    }
    case 'memberships': {
      const { chunk } = lookedUp;
      const records = [...planMemberships(chunk), ...chunk.intents.flatMap(supersededMemberships)];
      return {
        receipts: records.length,
        count: (before) => ({ ...before, memberships: countObjects(before.memberships, records) }),
        write: (tx) => writeMembershipReceipts(tx, run, records),
      };
    }
  }
}

async function planUsers(run: ImportRun, chunk: LookedUpChunk): Promise<Planned> {
  const planned = await planChunk(run, chunk);
  for (const claim of planned.claims) run.overlay.add(claim);
  const superseded = planned.receipts - planned.records.length;
  return {
    receipts: planned.receipts,
    count: (before) => ({
      ...before,
      users: countDecisions(before.users, planned.records, { superseded, droppedDeletes: 0 }),
    }),
    write: (tx) => writeReceipts(tx, planned),
  };
}

function merged(intent: Intent): ImportReason {
  return { code: 'merged', data: { number: intent.number } };
}

function supersededObjects(intent: Intent): readonly PlannedObject[] {
  const { action, externalId } = intent;
  return intent.others.map((number) => ({ ...NO_OBJECT, number, action, externalId, reason: merged(intent) }));
}

const NO_OBJECT = {
  outcome: 'superseded',
  notes: [],
  objectId: null,
  version: null,
  before: null,
  after: null,
} as const;

function supersededMemberships(intent: Intent): readonly PlannedMembership[] {
  const pair = pairOf(intent.externalId);
  const { action } = intent;
  return intent.others.map((number) => ({ ...NO_MEMBERSHIP, ...pair, number, action, reason: merged(intent) }));
}

const NO_MEMBERSHIP = { outcome: 'superseded', notes: [], groupId: null, sourceUserId: null, userId: null } as const;

const UNKNOWN: ImportReason = { code: 'unknownDelete' };

/** The receipts of deletes that were dropped when they were uploaded; their numbers follow those of the staged uploads of the class. */
export function droppedObjects(run: ImportRun, objectClass: 'groups' | 'devices'): readonly PlannedObject[] {
  const { dropped, total } = run.folds[objectClass];
  return dropped.map((externalId, index) => ({
    ...NO_OBJECT,
    outcome: 'dropped',
    number: total + index + 1,
    action: 'delete',
    externalId,
    reason: UNKNOWN,
  }));
}

/** The same of memberships, which are dropped as lines. */
export function droppedMemberships(run: ImportRun): readonly PlannedMembership[] {
  const { dropped, total } = run.folds.memberships;
  return dropped.map((line, index) => ({
    ...NO_MEMBERSHIP,
    ...pairOf(line),
    outcome: 'dropped',
    number: total + index + 1,
    action: 'delete',
    reason: UNKNOWN,
  }));
}
