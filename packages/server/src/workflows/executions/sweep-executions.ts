import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import { admitWaiting } from './admit-waiting.ts';
import { forgetWrites } from './forget-writes.ts';
import { DEFAULT_RETENTION_DAYS } from './runnable-flow.ts';

/** Executions whose history is deleted in one transaction: a journal may be long. */
const BATCH = 50;
/** How long somebody may still ask for what the caller of an endpoint was told. */
const ANSWER_MINUTES = 5;

/**
 * Deletes history that is older than its flow keeps it, forgets answers of endpoints that nobody waits for any more, and lets executions
 * begin whose flow has room since a setting was changed. Gives how many executions were deleted.
 */
export async function sweepExecutions(org: Org, signal?: AbortSignal): Promise<number> {
  await forgetAnswers(org);
  await admitAll(org);
  let deleted = 0;
  for (;;) {
    const more = await deleteSome(org);
    deleted += more;
    if (more < BATCH || signal?.aborted === true) return deleted;
  }
}

function deleteSome(org: Org): Promise<number> {
  const now = org.clock.now();
  return org.transaction(async (tx) => {
    const old = await tx.query<{ readonly id: string }>(sql`
      SELECT execution.id FROM flow_executions AS execution JOIN flows ON flows.id = execution.flow_id
      WHERE execution.ended IS NOT NULL
        AND execution.ended < ${now}::timestamptz
          - make_interval(days => coalesce((flows.settings ->> 'retentionDays')::int, ${DEFAULT_RETENTION_DAYS}::int))
      ORDER BY execution.ended LIMIT ${BATCH} FOR UPDATE OF execution SKIP LOCKED`);
    if (old.length === 0) return 0;
    const ids = old.map(({ id }) => id);
    await forgetWrites(tx, ids);
    return tx.execute(sql`DELETE FROM flow_executions WHERE id = ANY(${ids}::text[])`);
  });
}

async function forgetAnswers(org: Org): Promise<void> {
  await org.transaction((tx) =>
    tx.execute(sql`
      UPDATE flow_executions SET answer = NULL, answer_sealed = NULL
      WHERE answer IS NOT NULL AND ended < ${org.clock.now()}::timestamptz - make_interval(mins => ${ANSWER_MINUTES}::int)`),
  );
}

async function admitAll(org: Org): Promise<void> {
  await org.transaction(async (tx) => {
    const waiting = await tx.query<{ readonly flowId: string }>(sql`
      SELECT DISTINCT flow_id AS "flowId" FROM flow_executions WHERE NOT admitted AND ended IS NULL`);
    await admitWaiting(
      tx,
      org,
      waiting.map(({ flowId }) => flowId),
    );
  });
}
