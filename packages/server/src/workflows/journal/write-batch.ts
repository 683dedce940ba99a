import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { finishJobs, holdJobs } from '../../jobs/hold-jobs.ts';
import { setTimer } from '../../jobs/timers/timers.ts';
import type { Org } from '../../orgs/org.ts';
import { admitWaiting } from '../executions/admit-waiting.ts';
import { executionJob, wakeTimer } from '../executions/execution-job.ts';
import { forgetWrites } from '../executions/forget-writes.ts';
import { announce } from '../executions/signals.ts';
import type { Batch } from './journal-writer.ts';

/**
 * Writes the journals of several executions with what became of them, and ends the jobs of those that ended or sleep. Gives the
 * executions this process still owned; of the others nothing is written.
 */
export async function writeBatch(tx: Transaction, org: Org, batches: readonly Batch[]): Promise<ReadonlySet<string>> {
  const jobs = await holdJobs(
    tx,
    batches.map(({ execution }) => execution.job),
  );
  const held = batches.filter(({ execution }) => jobs.has(execution.job.id));
  if (held.length === 0) return new Set();
  await insertRows(tx, held);
  await updateExecutions(tx, held);
  const ended = held.filter(({ change }) => change.to === 'ended');
  const asleep = held.filter(({ change }) => change.to === 'sleeping');
  if (ended.length > 0) await leaveLittle(tx, ended);
  if (ended.length + asleep.length > 0) {
    await finishJobs(
      tx,
      [...ended, ...asleep].map(({ execution }) => execution.job),
    );
  }
  for (const { execution, change } of asleep) {
    if (change.to !== 'sleeping') continue;
    const job = { org: org.name, execution: execution.id };
    await setTimer(tx, wakeTimer(execution.id), change.wake, org.clock.now(), executionJob(job));
  }
  const limited = new Set(ended.flatMap(({ execution }) => (execution.isLimited ? [execution.flowId] : [])));
  if (limited.size > 0) await admitWaiting(tx, org, [...limited]);
  const awaited = held.filter(({ execution, answer, change }) => {
    return execution.isAwaited && (answer !== null || change.to === 'ended');
  });
  await announce(
    tx,
    org,
    awaited.map(({ execution }) => execution.id),
  );
  return new Set(held.map(({ execution }) => execution.id));
}

async function insertRows(tx: Transaction, batches: readonly Batch[]): Promise<void> {
  const rows = batches.flatMap(({ execution, rows: own }) => own.map((row) => ({ ...row, executionId: execution.id })));
  if (rows.length === 0) return;
  await tx.later(sql`
    INSERT INTO flow_journal (execution_id, position, type, frame, parent_frame, card, failed, body, sealed, at)
    SELECT execution_id, position, type, frame, parent_frame, card, failed, body, decode(sealed, 'base64'), at
    FROM unnest(
      ${rows.map(({ executionId }) => executionId)}::text[], ${rows.map(({ position }) => position)}::int[],
      ${rows.map(({ type }) => type)}::text[], ${rows.map(({ frame }) => frame)}::text[],
      ${rows.map(({ parentFrame }) => parentFrame)}::text[], ${rows.map(({ card }) => card)}::text[],
      ${rows.map(({ failed }) => failed)}::boolean[], ${rows.map(({ body }) => body)}::text[],
      ${rows.map(({ sealed }) => sealed?.toString('base64') ?? null)}::text[],
      ${rows.map(({ at }) => at.toISOString())}::timestamptz[]
    ) AS new (execution_id, position, type, frame, parent_frame, card, failed, body, sealed, at)`);
}

async function updateExecutions(tx: Transaction, batches: readonly Batch[]): Promise<void> {
  const rows = batches.map(({ execution, change, answer, entries, cards, seals, at }) => {
    const end = change.to === 'ended' ? change : undefined;
    return {
      id: execution.id,
      status: end?.status ?? change.to,
      wake: change.to === 'sleeping' ? change.wake.toISOString() : null,
      ended: end?.at.toISOString() ?? null,
      outcome: execution.savesData ? (end?.outcome ?? null) : null,
      answer: answer?.text ?? null,
      answerSealed: answer?.sealed?.toString('base64') ?? null,
      // Whoever begins a failed execution again needs its secrets.
      clears: end !== undefined && end.status !== 'failed',
      empties: end !== undefined && !execution.savesData,
      entries,
      cards,
      seals,
      at: at.toISOString(),
    };
  });
  await tx.later(sql`
    UPDATE flow_executions AS execution
    SET status = new.status, started = coalesce(execution.started, new.at), wake = new.wake, ended = new.ended,
        outcome = new.outcome, entries = new.entries, cards = new.cards, seals = new.seals,
        answer = coalesce(new.answer, execution.answer),
        answer_sealed = coalesce(decode(new.answer_sealed, 'base64'), execution.answer_sealed),
        input = CASE WHEN new.empties THEN NULL ELSE execution.input END,
        input_sealed = CASE WHEN new.empties OR new.clears THEN NULL ELSE execution.input_sealed END
    FROM unnest(
      ${rows.map(({ id }) => id)}::text[], ${rows.map(({ status }) => status)}::text[],
      ${rows.map(({ wake }) => wake)}::timestamptz[], ${rows.map(({ ended }) => ended)}::timestamptz[],
      ${rows.map(({ outcome }) => outcome)}::text[], ${rows.map(({ answer }) => answer)}::text[],
      ${rows.map(({ answerSealed }) => answerSealed)}::text[], ${rows.map(({ clears }) => clears)}::boolean[],
      ${rows.map(({ empties }) => empties)}::boolean[], ${rows.map(({ entries }) => entries)}::int[],
      ${rows.map(({ cards }) => cards)}::int[], ${rows.map(({ seals }) => seals)}::boolean[],
      ${rows.map(({ at }) => at)}::timestamptz[]
    ) AS new (id, status, wake, ended, outcome, answer, answer_sealed, clears, empties, entries, cards, seals, at)
    WHERE execution.id = new.id AND execution.ended IS NULL`);
}

/**
 * Takes secrets off the journals of executions that need them no more, all values off those of flows that save none, and the memory of
 * writes to tables. One that failed may be begun again.
 */
async function leaveLittle(tx: Transaction, ended: readonly Batch[]): Promise<void> {
  const over = ended.filter(({ change }) => change.to === 'ended' && change.status !== 'failed');
  if (over.length > 0)
    await forgetWrites(
      tx,
      over.map(({ execution }) => execution.id),
    );
  const empty = ended.filter(({ execution }) => !execution.savesData).map(({ execution }) => execution.id);
  if (empty.length > 0) {
    await tx.later(sql`UPDATE flow_journal SET body = NULL, sealed = NULL WHERE execution_id = ANY(${empty}::text[])`);
  }
  const sealed = ended
    .filter(({ execution, seals, change }) => {
      return execution.savesData && seals && change.to === 'ended' && change.status !== 'failed';
    })
    .map(({ execution }) => execution.id);
  if (sealed.length > 0) {
    await tx.later(sql`
      UPDATE flow_journal SET sealed = NULL WHERE execution_id = ANY(${sealed}::text[]) AND sealed IS NOT NULL`);
  }
}
