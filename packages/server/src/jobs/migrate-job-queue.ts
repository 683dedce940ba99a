import { runMigrations } from 'graphile-worker';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import type { JobLog } from './job-log.ts';
import { queueLogger } from './queue-logger.ts';

/**
 * Creates or updates the queue's own schema. `startJobRunner` does it by itself; a process that only enqueues needs it
 * once. Processes that start together take turns: two first migrations at once would collide.
 */
export async function migrateJobQueue(database: Database, log: JobLog = () => undefined): Promise<void> {
  const turn = await database.connection();
  try {
    await turn.query(sql`SELECT pg_advisory_lock(hashtextextended('headwater schema graphile_worker', 0))`);
    await runMigrations({ pgPool: database.pool, logger: queueLogger(log) });
  } finally {
    await turn.close();
  }
}
