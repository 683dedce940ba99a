import type { Clock } from '@headwater/protocol';
import { forgetExpiredUses } from '../access/oauth/used-once.ts';
import type { ConnectionOptions } from '../database/connection.ts';
import { connectDatabase, type Database } from '../database/database.ts';
import { expireSessions } from '../identity-sources/sessions/expire-sessions.ts';
import { IMPORT_TASK } from '../imports/import-job.ts';
import { importTask } from '../imports/import-task.ts';
import type { JobLog } from '../jobs/job-log.ts';
import { startJobRunner } from '../jobs/start-job-runner.ts';
import type { Tasks } from '../jobs/task.ts';
import { type OrgRegistry, openOrgRegistry } from '../orgs/org-registry.ts';
import { sweepReservations } from '../rate-limits/reservations.ts';
import { findHindrance } from '../test-mode/faults/import-faults.ts';
import { presentIn } from '../test-mode/test-schema.ts';

/** Plain data, so that it can cross into a thread. */
export interface BackgroundOptions {
  readonly connection: ConnectionOptions;
  /** Where the process can be reached, for people who look at the list of processes. */
  readonly url?: string;
}

/** The work that nobody waits for: imports and sweeps. */
export interface Background {
  /** Lets running work finish its step, gives the rest back to the queue, and ends the connections. */
  stop(): Promise<void>;
}

const CONNECTIONS = 10;
const CONCURRENCY = 2;
const SWEEP_MILLISECONDS = 60_000;

/** Runs background work in this thread until it is stopped. */
export async function runBackground(options: BackgroundOptions, clock: Clock, log: JobLog): Promise<Background> {
  const database = connectDatabase(options.connection, {
    maxConnections: CONNECTIONS,
    applicationName: 'headwater background',
  });
  const orgs = await openOrgRegistry({
    database,
    clock,
    random: Math.random,
    lane: 'background',
    onError: (error) => log({ level: 'warn', message: `The list of orgs could not be read: ${String(error)}` }),
  });
  const runner = await startJobRunner({
    database,
    tasks: tasks(orgs),
    concurrency: CONCURRENCY,
    now: (tx) => presentIn(tx, clock),
    log,
    processInfo: { host: 'localhost', pid: process.pid, ...(options.url === undefined ? {} : { url: options.url }) },
  });
  const sweep = setInterval(() => {
    void sweepSessions(orgs, log);
    void sweepUsedOnce(orgs, clock, log);
    void sweepRateLimits(database, log);
  }, SWEEP_MILLISECONDS);
  return {
    async stop() {
      clearInterval(sweep);
      await runner.stop();
      await orgs.close();
      await database.close();
    },
  };
}

function tasks(orgs: OrgRegistry): Tasks {
  const find = async (name: string) => {
    if (orgs.get(name) === undefined) await orgs.refresh();
    return orgs.get(name);
  };
  return { [IMPORT_TASK]: importTask(find, { hindrance: findHindrance }) };
}

/** Sessions also expire when somebody looks at them; this is for those that nobody looks at. */
async function sweepSessions(orgs: OrgRegistry, log: JobLog): Promise<void> {
  for (const org of orgs.list()) {
    await expireSessions(org).catch((error: unknown) =>
      log({ level: 'warn', message: `Idle sessions of the org ${org.name} could not be expired: ${String(error)}` }),
    );
  }
}

/** Ids of assertions and proofs are kept no longer than those would be good for anyway. */
async function sweepUsedOnce(orgs: OrgRegistry, clock: Clock, log: JobLog): Promise<void> {
  for (const org of orgs.list()) {
    await forgetExpiredUses(org, clock.now()).catch((error: unknown) =>
      log({ level: 'warn', message: `Used ids of the org ${org.name} could not be forgotten: ${String(error)}` }),
    );
  }
}

async function sweepRateLimits(database: Database, log: JobLog): Promise<void> {
  await sweepReservations(database).catch((error: unknown) =>
    log({ level: 'warn', message: `Old windows of rate limits could not be deleted: ${String(error)}` }),
  );
}
