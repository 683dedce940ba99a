import type { RecordAction } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import type { Intent } from './fold.ts';
import type { ImportRun } from './import-run.ts';
import { loadSourceUsers } from './load-slice.ts';
import { type Claim, claimOf } from './overlay.ts';
import { planDelete } from './plan/plan-delete.ts';
import { planUpsert } from './plan/plan-upsert.ts';
import type { PlannedRecord } from './plan/planned-record.ts';
import { fingerprintOf, type Prepared, prepareUpsert } from './plan/prepare.ts';
import type { Decision, PlanState } from './plan-state.ts';
import { openPlanState, readSlice, type Slice } from './read-slice.ts';
import { encodeDecision, encodePlain, encodeRemark, isPlain, PLAIN_RECORDS, RECORDS } from './record-row.ts';

/** Decisions about one chunk of uploads, ready to be written. */
export interface PlannedChunk {
  readonly records: readonly PlannedRecord[];
  /** Receipts written, those of superseded uploads included. */
  readonly receipts: number;
  /** Receipts as lines of COPY: with all columns, and with the plain ones only. */
  readonly lines: readonly string[];
  readonly plainLines: readonly string[];
  readonly claims: readonly Claim[];
}

/** A chunk with everything looked up that its plan needs. */
export interface LookedUpChunk {
  readonly intents: readonly Intent[];
  /** The upserts, prepared; undefined in the pass of deletes. */
  readonly prepared: readonly Prepared[] | undefined;
  readonly slice: Slice;
}

/** Looks up what the plan of these intents needs. `reported` collects the unknown attribute names that have had a warning. */
export async function lookUpChunk(
  tx: Transaction,
  run: ImportRun,
  pass: RecordAction,
  intents: readonly Intent[],
  reported: Set<string>,
): Promise<LookedUpChunk> {
  const wanted = intents.map((intent) => ({
    externalId: intent.externalId,
    fingerprint: fingerprintOf(intent, run.basis),
  }));
  const sourceUsers = await loadSourceUsers(tx, run.basis, wanted);
  if (pass === 'delete') {
    const linked = sourceUsers.flatMap(({ userId }) => userId ?? []);
    return { intents, prepared: undefined, slice: await readSlice(tx, run, sourceUsers, [], linked) };
  }
  const byId = new Map(sourceUsers.map((view) => [view.externalId, view]));
  const prepared = intents.map((intent) => prepareUpsert(intent, byId.get(intent.externalId), run.basis, reported));
  const ready = prepared.filter((record) => record.kind === 'ready');
  const linked = ready.flatMap(({ sourceUser }) => sourceUser?.userId ?? []);
  return { intents, prepared, slice: await readSlice(tx, run, sourceUsers, ready, linked) };
}

/** Ids that an earlier plan of a record gave to objects it would make. */
export interface Promised {
  readonly sourceUserId: string | null;
  readonly userId: string | null;
}

const NOTHING_PROMISED: Promised = { sourceUserId: null, userId: null };

/**
 * Decides about a chunk, in order, each record seeing the ones before it. Writes nothing.
 * @param promised for a chunk of one record that is planned again: memberships were planned with these ids
 */
export async function decide(
  run: ImportRun,
  { intents, prepared, slice }: LookedUpChunk,
  promised: Promised = NOTHING_PROMISED,
): Promise<readonly Decision[]> {
  const state = await openPlanState(run, slice);
  return prepared === undefined
    ? intents.map((intent) => settle(run, state, planDelete(intent, state, run.basis), promised))
    : prepared.map((record) => settle(run, state, planUpsert(record, state, run.basis), promised));
}

/** Decides about a chunk and writes its receipts out as lines. */
export async function planChunk(run: ImportRun, chunk: LookedUpChunk): Promise<PlannedChunk> {
  const decisions = await decide(run, chunk);
  const at = run.org.clock.now().toISOString();
  const lines: string[] = [];
  const plainLines: string[] = [];
  for (const decision of decisions) {
    if (isPlain(decision.record)) plainLines.push(encodePlain(run.importId, at, decision));
    else lines.push(encodeDecision(run.importId, at, decision));
  }
  for (const intent of chunk.intents) lines.push(...superseded(run, at, intent));
  return {
    records: decisions.map(({ record }) => record),
    receipts: lines.length + plainLines.length,
    lines,
    plainLines,
    claims: decisions.flatMap(({ record }) => claimOf(record, run.basis.userAttributes.unique) ?? []),
  };
}

/** Writes the receipts of a planned chunk, and nothing else. */
export async function writeReceipts(tx: Transaction, { lines, plainLines }: PlannedChunk): Promise<void> {
  if (lines.length > 0) await tx.copyInto(RECORDS, lines);
  if (plainLines.length > 0) await tx.copyInto(PLAIN_RECORDS, plainLines);
}

/** Gives new objects their ids, and lets the next record see the decision. */
function settle(run: ImportRun, state: PlanState, record: PlannedRecord, promised: Promised): Decision {
  const { ids } = run.org;
  const newSourceUser = () => (record.source === null ? null : (promised.sourceUserId ?? ids.next('sourceUser')));
  const decision = {
    record,
    sourceUserId: record.sourceUserId ?? newSourceUser(),
    userId: record.link === 'created' ? (promised.userId ?? ids.next('user')) : record.userId,
  };
  state.apply(decision);
  return decision;
}

function superseded(run: ImportRun, at: string, intent: Intent): readonly string[] {
  return intent.others.map((number) => {
    const receipt = { number, action: intent.action, outcome: 'superseded', externalId: intent.externalId } as const;
    return encodeRemark(run.importId, at, receipt, { code: 'merged', data: { number: intent.number } });
  });
}

/** The receipts of deletes that were dropped when they were uploaded; their numbers follow those of the staged uploads. */
export async function writeDropped(tx: Transaction, run: ImportRun): Promise<void> {
  const at = run.org.clock.now().toISOString();
  const lines = run.folds.users.dropped.map((externalId, index) => {
    const receipt = {
      number: run.folds.users.total + index + 1,
      action: 'delete',
      outcome: 'dropped',
      externalId,
    } as const;
    return encodeRemark(run.importId, at, receipt, { code: 'unknownDelete' });
  });
  if (lines.length > 0) await tx.copyInto(RECORDS, lines);
}
