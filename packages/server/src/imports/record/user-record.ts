import { type IdentitySourceSettings, NO_COUNTS, type Profile, type RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { applyContent } from '../apply/apply-range.ts';
import { inspectDecision } from '../apply/inspect-range.ts';
import { countDecisions } from '../counters.ts';
import { recordFailedExpressions } from '../import-events.ts';
import type { SourceUserView } from '../plan/slice.ts';
import { decide, lookUpChunk } from '../plan-chunk.ts';
import type { Decision } from '../plan-state.ts';
import { decisionRow, RECORDS } from '../record-row.ts';
import { insertReceipt } from './insert-receipt.ts';
import type { RecordContext } from './on-record.ts';
import { writeRecordImport } from './write-record-import.ts';

const NOTHING_ELSE = { superseded: 0, droppedDeletes: 0 };

/** What one call says of one person. */
export interface UserRecord {
  readonly action: RecordAction;
  readonly externalId: string;
  /** Text or null; empty for a delete. */
  readonly profile: Readonly<Record<string, string | null>>;
  /** In place of the source's setting. */
  readonly absentAttributes?: IdentitySourceSettings['absentAttributes'];
}

/** What the engine decided about a person. Nothing is written yet. */
export interface PlannedUser {
  readonly decision: Decision;
  /** The person as the source knew them before; undefined for nobody. */
  readonly before: SourceUserView | undefined;
  /** When they were made and changed before; undefined for nobody. */
  readonly times: UserTimes | undefined;
}

interface UserTimes {
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** Decides about one person as an import would (import-semantics 2.4, 2.5). An outcome `error` must not be applied. */
export async function planUser(context: RecordContext, record: UserRecord): Promise<PlannedUser> {
  const { action, externalId, profile, absentAttributes } = record;
  const { basis } = context.run;
  const run =
    absentAttributes === undefined
      ? context.run
      : { ...context.run, basis: { ...basis, settings: { ...basis.settings, absentAttributes } } };
  // Without a line there is no fingerprint: what was sent here means another thing than the same line of a load may.
  const intent = { number: 1, action, externalId, profile, line: undefined, others: [] };
  const [[times], chunk] = await Promise.all([
    readTimes(context, externalId),
    lookUpChunk(context.tx, run, action, [intent], new Set()),
  ]);
  const [decision] = await decide(run, chunk);
  if (decision === undefined) throw new TypeError(`Nothing was decided about ${externalId}`);
  return { decision, before: chunk.slice.sourceUsers.find((known) => known.externalId === externalId), times };
}

function readTimes({ tx, source }: RecordContext, externalId: string): Promise<readonly UserTimes[]> {
  return tx.query<UserTimes>(sql`
    SELECT created, last_updated AS "lastUpdated" FROM source_users
     WHERE source_id = ${source.id} AND external_id = ${externalId}`);
}

/** The person as the source knows them once the plan has taken effect. Not for a delete. */
export function userAfter({ at }: RecordContext, { decision, before, times }: PlannedUser): SourceUserAfter {
  const { record, sourceUserId } = decision;
  const profile = record.source?.after ?? before?.profile;
  if (sourceUserId === null || profile === undefined) throw new TypeError(`Nobody is written as ${record.externalId}`);
  return {
    id: sourceUserId,
    externalId: record.externalId,
    created: times?.created ?? at,
    lastUpdated:
      times !== undefined && (record.source === null || record.outcome === 'unchanged') ? times.lastUpdated : at,
    profile,
  };
}

/** A person of a source who is live. */
export interface SourceUserAfter extends UserTimes {
  readonly id: string;
  readonly externalId: string;
  readonly profile: Profile;
}

/**
 * Writes the receipt, applies it, and closes the import of this one record. Throws `PlanOutdated`, or PostgreSQL's unique violation or
 * deadlock, for `onRecord` to begin again.
 */
export async function applyUser(context: RecordContext, { decision }: PlannedUser): Promise<void> {
  const { tx, run, source, at } = context;
  const { record } = decision;
  if (record.action === 'delete' && decision.userId !== null) {
    // Users are locked before their source users, as imports do it.
    await tx.later(sql`SELECT FROM users WHERE id = ${decision.userId} FOR UPDATE`);
  }
  await insertReceipt(context, RECORDS, decisionRow(run.importId, at.toISOString(), decision));
  const range = { importId: run.importId, sourceId: source.id, action: record.action, from: 1, to: 1, at };
  await applyContent(tx, range, inspectDecision(decision), run.basis.userAttributes.unique);
  await writeRecordImport(context, { users: countDecisions(NO_COUNTS, [record], NOTHING_ELSE) });
  if (record.notes.some(({ code }) => code === 'expressionFailed')) {
    await recordFailedExpressions(tx, { id: run.importId, session_id: null, source_id: source.id }, run.basis, at);
  }
}
