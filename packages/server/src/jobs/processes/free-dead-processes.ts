import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { type Freed, freeWorkers } from './free-workers.ts';
import { processLockClass } from './process-locks.ts';

/** A process that ended without leaving the registry. */
export interface DeadProcess {
  readonly id: number;
  readonly pid: number;
  readonly host: string;
  readonly worker_ids: readonly string[];
}

export interface FreedProcesses extends Freed {
  readonly processes: readonly DeadProcess[];
}

/**
 * Removes every process that does not hold its lock, and frees what it left: of several sweepers one gets each. Frees
 * also what nobody in the registry holds (the rest of a restored backup, of an entry removed by hand).
 */
export async function freeDeadProcesses(tx: Transaction): Promise<FreedProcesses> {
  const processes = await tx.query<DeadProcess>(sql`
    DELETE FROM headwater.processes AS process
    WHERE NOT EXISTS (
      SELECT FROM pg_locks AS lock
      WHERE lock.locktype = 'advisory' AND lock.classid = ${processLockClass}::oid AND lock.objid = process.id::oid
        AND lock.objsubid = 2 AND lock.mode = 'ExclusiveLock' AND lock.granted
        AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    RETURNING id, pid, host, worker_ids`);
  const workers = processes.flatMap((process) => process.worker_ids);
  const left = await freeWorkers(tx, workers, 'died');
  const orphans = await freeOrphans(tx);
  return { processes, jobs: left.jobs + orphans.jobs, queues: left.queues + orphans.queues };
}

async function freeOrphans(tx: Transaction): Promise<Freed> {
  const [row] = await tx.query<{ readonly workers: readonly string[] }>(sql`
    SELECT coalesce(array_agg(DISTINCT holder), '{}') AS workers
    FROM (
      SELECT locked_by AS holder FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
      UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL
    ) AS held
    WHERE NOT EXISTS (SELECT FROM headwater.processes WHERE holder = ANY (worker_ids))`);
  return freeWorkers(tx, row?.workers ?? [], 'gaveBack');
}
