import type { RecordAction } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import type { Intent } from './fold.ts';
import type { ImportRun } from './import-run.ts';
import { loadSourceUsers } from './load-slice.ts';
import { type Claim, claimOf } from './overlay.ts';
import { planDelete } from './plan/plan-delete.ts';
import { planUpsert } from './plan/plan-upsert.ts';
import type { PlannedRecord } from './plan/planned-record.ts';
import { prepareUpsert } from './plan/prepare.ts';
import type { Decision, PlanState } from './plan-state.ts';
import { readSlice } from './read-slice.ts';
import { encodeDecision, encodeRemark, RECORD_COLUMNS } from './record-row.ts';

/** Decisions about one chunk of uploads, ready to be written. */
export interface PlannedChunk {
  readonly records: readonly PlannedRecord[];
  /** The receipts as lines of COPY, those of superseded uploads included. */
  readonly lines: readonly string[];
  readonly claims: readonly Claim[];
}

const TARGET = `import_records (${RECORD_COLUMNS.join(', ')})`;

/** Decides about these intents, in order. Writes nothing. */
export async function planChunk(run: ImportRun, pass: RecordAction, intents: readonly Intent[]): Promise<PlannedChunk> {
  const decisions = intents.length === 0 ? [] : await run.org.read((tx) => decide(tx, run, pass, intents));
  const at = run.org.clock.now().toISOString();
  const lines = decisions.map((decision) => encodeDecision(run.importId, at, decision));
  for (const intent of intents) lines.push(...superseded(run, at, intent));
  return {
    records: decisions.map(({ record }) => record),
    lines,
    claims: decisions.flatMap(({ record }) => claimOf(record, run.basis.userAttributes.unique) ?? []),
  };
}

/** Writes the receipts of a planned chunk, and nothing else. */
export async function writeReceipts(tx: Transaction, { lines }: PlannedChunk): Promise<void> {
  if (lines.length > 0) await tx.copyInto(TARGET, lines);
}

/** The decisions about these intents, each seeing the ones before it. */
export async function decide(
  tx: Transaction,
  run: ImportRun,
  pass: RecordAction,
  intents: readonly Intent[],
): Promise<readonly Decision[]> {
  const { basis } = run;
  const sourceUsers = await loadSourceUsers(
    tx,
    basis,
    intents.map(({ externalId }) => externalId),
  );
  switch (pass) {
    case 'upsert': {
      const byId = new Map(sourceUsers.map((view) => [view.externalId, view]));
      const prepared = intents.map((intent) => prepareUpsert(intent, byId.get(intent.externalId), basis, run.reported));
      const ready = prepared.filter((record) => record.kind === 'ready');
      const linked = ready.flatMap(({ sourceUser }) => sourceUser?.userId ?? []);
      const state = await readSlice(tx, run, sourceUsers, ready, linked);
      return prepared.map((record) => settle(run, state, planUpsert(record, state, basis)));
    }
    case 'delete': {
      const linked = sourceUsers.flatMap(({ userId }) => userId ?? []);
      const state = await readSlice(tx, run, sourceUsers, [], linked);
      return intents.map((intent) => settle(run, state, planDelete(intent, state, basis)));
    }
  }
}

/** Gives new objects their ids, and lets the next record see the decision. */
function settle(run: ImportRun, state: PlanState, record: PlannedRecord): Decision {
  const { ids } = run.org;
  const decision = {
    record,
    sourceUserId: record.sourceUserId ?? (record.source === null ? null : ids.next('sourceUser')),
    userId: record.link === 'created' ? ids.next('user') : record.userId,
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
  const lines = run.fold.dropped.map((externalId, index) => {
    const receipt = { number: run.fold.total + index + 1, action: 'delete', outcome: 'dropped', externalId } as const;
    return encodeRemark(run.importId, at, receipt, { code: 'unknownDelete' });
  });
  if (lines.length > 0) await tx.copyInto(TARGET, lines);
}
