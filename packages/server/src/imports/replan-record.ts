import type { RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { ImportRun } from './import-run.ts';
import { Overlay } from './overlay.ts';
import { decide, lookUpChunk, type Promised } from './plan-chunk.ts';
import { encodeDecision, RECORDS, type RecordRow, readNotes } from './record-row.ts';

/**
 * Decides about one record again, against the directory as it is now, and replaces its receipt. Everything before it is
 * applied already, so there are no promises of the plan to heed.
 */
export async function replanRecord(tx: Transaction, run: ImportRun, pass: RecordAction, number: number): Promise<void> {
  const intent = await run.folds.users.intent(run.uploads, number);
  if (intent === undefined || intent.action !== pass) return;
  const [before] = await tx.query<RecordRow>(sql`
    DELETE FROM import_records WHERE import_id = ${run.importId} AND number = ${number}
    RETURNING reason, notes, link, source_user_id, source_version, user_id`);
  const reported = withoutThoseOf(run.reached.reported, before);
  const chunk = await lookUpChunk(tx, run, pass, [intent], reported);
  const decisions = await decide({ ...run, overlay: new Overlay(0) }, chunk, promisedBy(before));
  const at = run.org.clock.now().toISOString();
  await tx.copyInto(
    RECORDS,
    decisions.map((decision) => encodeDecision(run.importId, at, decision)),
  );
}

/** The warnings about unknown attributes that stood in the old receipt are the record's to give again. */
function withoutThoseOf(
  reported: readonly string[],
  receipt: Pick<RecordRow, 'reason' | 'notes'> | undefined,
): Set<string> {
  const rest = new Set(reported);
  const notes = receipt === undefined ? [] : readNotes(receipt).notes;
  for (const { code, data } of notes) if (code === 'unknownAttribute') rest.delete(String(data?.attribute));
  return rest;
}

/** What a receipt was to make keeps its ids. */
function promisedBy(receipt: RecordRow | undefined): Promised {
  return {
    sourceUserId: receipt === undefined || receipt.source_version !== null ? null : receipt.source_user_id,
    userId: receipt?.link === 'created' ? receipt.user_id : null,
  };
}
