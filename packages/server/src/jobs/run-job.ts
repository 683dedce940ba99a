import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import type { HeldJob } from './held-job.ts';
import { asError, JobError } from './job-error.ts';
import type { JobLog } from './job-log.ts';
import { freeWorkers } from './processes/free-workers.ts';
import type { Task } from './task.ts';

/** Enough for a hard season of restarts; a job that brings its process down every time is given up in minutes. */
const mostDeaths = 20;

const failureRetrySeconds = 5;

/** What running one job needs from its runner. */
export interface JobGround {
  readonly database: Database;
  readonly log: JobLog;
  /** Whether the runner has given up its jobs, so that what a task returns does not count any more. */
  hasLetGo(): boolean;
}

function factsOf(job: HeldJob): Readonly<Record<string, string | number>> {
  return { task: job.task, job: job.id, attempt: job.attempt, maxAttempts: job.maxAttempts };
}

function checkDeaths(job: HeldJob): void {
  if (job.deaths < mostDeaths) return;
  throw new JobError(
    'job_killed_processes',
    `Job ${job.id} (${job.task}) was running when ${job.deaths} processes died, so it is given up; look for out-of-memory kills`,
  );
}

async function giveBack(ground: JobGround, job: HeldJob): Promise<void> {
  // If the database is away, the job is freed with its process's entry when it is back.
  await ground.database.inPlatform((tx) => freeWorkers(tx, [job.worker], 'gaveBack')).catch(() => undefined);
  ground.log({ level: 'debug', message: `Job ${job.id} (${job.task}) was given back`, details: factsOf(job) });
}

async function repeatLastAttempt(ground: JobGround, job: HeldJob): Promise<void> {
  await ground.database.inPlatform(async (tx) => {
    await tx.execute(sql`
      UPDATE graphile_worker._private_jobs
      SET attempts = greatest(attempts - 1, 0), run_at = now() + ${failureRetrySeconds}::int * interval '1 second'
      WHERE id = ${job.id}::bigint AND locked_by = ${job.worker}`);
    await freeWorkers(tx, [job.worker], 'gaveBack');
  });
}

async function giveUp(ground: JobGround, task: Task, payload: unknown, job: HeldJob, error: Error): Promise<void> {
  // A job that handed on or ended before its task threw has no failure to handle: its effects are committed.
  const held = await ground.database.inPlatform((tx) => job.isHeld(tx));
  if (!held || task.failed === undefined) throw error;
  try {
    await task.failed(payload, error, job);
  } catch (thrown) {
    const { message } = asError(thrown);
    ground.log({
      level: 'error',
      message: `Handling the failure of job ${job.id} (${job.task}) failed: ${message}`,
      details: factsOf(job),
    });
    await repeatLastAttempt(ground, job);
    throw thrown;
  }
}

async function onError(ground: JobGround, task: Task, payload: unknown, job: HeldJob, error: Error): Promise<void> {
  if (job.signal.aborted) {
    await giveBack(ground, job);
    throw error;
  }
  const last = job.attempt >= job.maxAttempts || job.deaths >= mostDeaths;
  ground.log({
    level: last ? 'error' : 'warn',
    message: `Job ${job.id} (${job.task}) failed${last ? ' for good' : ', to be retried'}: ${error.message}`,
    details: { ...factsOf(job), stack: error.stack ?? null },
  });
  if (!last) throw error;
  await giveUp(ground, task, payload, job, error);
}

/**
 * Runs one job. What it throws makes the queue plan a retry, unless the job was ended or given back before: the queue
 * only touches jobs that the worker still holds.
 */
export async function runJob(ground: JobGround, task: Task, payload: unknown, job: HeldJob): Promise<void> {
  try {
    job.signal.throwIfAborted();
    checkDeaths(job);
    await task.run(payload, job);
  } catch (thrown) {
    await onError(ground, task, payload, job, asError(thrown));
  }
  // The queue removes a job whose task returned, whoever runs it by now.
  if (ground.hasLetGo()) throw new JobError('job_lost', `Job ${job.id} (${job.task}) was taken over while it ran`);
}
