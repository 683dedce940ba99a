import sql from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import type { DedicatedConnection } from '../../database/dedicated-connection.ts';
import type { ProcessInfo } from '../job-runner.ts';
import { membershipChannel, processLockClass } from './process-locks.ts';

/**
 * A connection that lives as long as its process. A machine that vanishes without closing its connections is noticed
 * after half a minute; server settings that end quiet or waiting sessions do not apply.
 */
export async function openProcessConnection(database: Database): Promise<DedicatedConnection> {
  const connection = await database.connection();
  await connection.query(sql`
    SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
      set_config('tcp_keepalives_count', '3', false), set_config('idle_session_timeout', '0', false),
      set_config('statement_timeout', '0', false)`);
  return connection;
}

/**
 * Enters a process into the registry and takes its lock on `connection`. The row becomes visible when the lock is
 * already held, so a row without a lock is a dead process. Gives the process's number.
 */
export async function registerProcess(
  connection: DedicatedConnection,
  workers: readonly string[],
  info: ProcessInfo,
): Promise<number> {
  const [row] = await connection.query<{ readonly id: number }>(sql`
    WITH entry AS (
      INSERT INTO headwater.processes (worker_ids, pid, host, url, started)
      VALUES (${[...workers]}::text[], ${info.pid}, ${info.host}, ${info.url ?? null}, now())
      RETURNING id
    )
    SELECT id, pg_advisory_lock(${processLockClass}::int, id), pg_notify(${membershipChannel}, '') FROM entry`);
  if (row === undefined) throw new TypeError('The registry returned no number for this process');
  return row.id;
}
