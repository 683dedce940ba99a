import sql, { join, raw } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';

/** Tables whose size decides how the look-ups of a plan are run. */
const TABLES = ['users', 'source_users', 'groups', 'source_memberships'] as const;

/**
 * Tells the query planner about tables that have doubled since it last looked. Autovacuum would, a minute later; until then
 * it takes a directory that was filled a moment ago for an empty one and reads it whole for every chunk.
 */
export async function refreshStatistics(tx: Transaction): Promise<void> {
  const grown = await tx.query<{ readonly name: string }>(sql`
    SELECT relname AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relname IN (${join(TABLES)})
       AND pg_relation_size(oid) / current_setting('block_size')::int > 2 * greatest(relpages, 50)`);
  if (grown.length > 0) await tx.execute(sql`ANALYZE ${raw(grown.map(({ name }) => name).join(', '))}`);
}
