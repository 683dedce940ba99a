import type { Clock } from '@headwater/protocol';
import { CONNECTORS } from '@headwater/workflows';
import type { ServerConfig } from '../config.ts';
import type { ConnectionOptions } from '../database/connection.ts';
import { connectDatabase } from '../database/database.ts';
import type { JobLog } from '../jobs/job-log.ts';
import { startJobRunner } from '../jobs/start-job-runner.ts';
import { type OrgRegistry, openOrgRegistry } from '../orgs/org-registry.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import { secureRandom } from '../secure-random.ts';
import { presentIn } from '../test-mode/test-schema.ts';
import { followLogs } from './events/follow-logs.ts';
import { EXECUTION_TASK } from './executions/execution-job.ts';
import { executionTask } from './executions/execution-task.ts';
import { failLostExecutions } from './executions/flow-host.ts';
import { serverEngine } from './executions/server-engine.ts';
import { CANCELS_CHANNEL, openSignals } from './executions/signals.ts';
import { sweepExecutions } from './executions/sweep-executions.ts';
import { JournalWriter } from './journal/journal-writer.ts';
import { compileAllowList } from './outgoing/allow-list.ts';
import { openDoor } from './outgoing/door.ts';
import { createPrograms } from './packs/programs.ts';
import { SCHEDULE_TASK, scheduleTask } from './schedules/schedule-task.ts';

/** Plain data, so that it can cross into a thread. */
export interface WorkflowsOptions {
  readonly connection: ConnectionOptions;
  readonly config: Pick<ServerConfig, 'dataDir' | 'databaseUrl' | 'secretKey'> & { readonly allow: readonly string[] };
  /** Where the process can be reached: by its own flows, and for people who look at the list of processes. */
  readonly url?: string;
}

/** What runs flows: executions, schedules, events, and the end of old history. */
export interface RunningWorkflows {
  /** Lets executions finish what is under way, gives the rest back to the queue, and ends the connections. */
  stop(): Promise<void>;
}

const CONNECTIONS = 8;
/** Executions at a time: they mostly wait for other systems. */
const CONCURRENCY = 100;
/** Each of so many workers looks by itself for jobs that became due; new ones are told of at once. */
const POLL_MILLISECONDS = 5_000;
const SWEEP_MILLISECONDS = 60_000;

/** Runs flows in this thread until it is stopped. */
export async function runWorkflows(options: WorkflowsOptions, clock: Clock, log: JobLog): Promise<RunningWorkflows> {
  const database = connectDatabase(options.connection, {
    maxConnections: CONNECTIONS,
    applicationName: 'headwater workflows',
  });
  const warn = (message: string, error: unknown) => log({ level: 'warn', message: `${message}: ${String(error)}` });
  const orgs = await openOrgRegistry({
    database,
    clock,
    random: secureRandom,
    lane: 'workflows',
    onError: (error) => warn('The list of orgs could not be read', error),
  });
  const secrets = await openSecrets(options.config);
  const door = openDoor({ allow: compileAllowList(options.config.allow), server: () => options.url });
  const cancels = await openSignals(database, CANCELS_CHANNEL);
  const engine = serverEngine({ programs: createPrograms(), door, secrets });
  const findOrg = async (name: string) => {
    if (orgs.get(name) === undefined) await orgs.refresh();
    return orgs.get(name);
  };
  const runner = await startJobRunner({
    database,
    tasks: {
      [EXECUTION_TASK]: executionTask({ findOrg, secrets, engine, writer: new JournalWriter(), cancels }),
      [SCHEDULE_TASK]: scheduleTask(findOrg, { secrets }),
    },
    concurrency: CONCURRENCY,
    pollIntervalMillis: POLL_MILLISECONDS,
    now: (tx) => presentIn(tx, clock),
    log,
    processInfo: { host: 'localhost', pid: process.pid, ...(options.url === undefined ? {} : { url: options.url }) },
  });
  const logs = followLogs({ orgs, secrets, engine, connectors: CONNECTORS, warn });
  const stopped = new AbortController();
  const sweep = setInterval(() => void sweepAll(orgs, stopped.signal, warn), SWEEP_MILLISECONDS);
  return {
    async stop() {
      clearInterval(sweep);
      stopped.abort();
      await logs.stop();
      await runner.stop();
      await cancels.close();
      await door.close();
      await orgs.close();
      await database.close();
    },
  };
}

async function sweepAll(
  orgs: OrgRegistry,
  signal: AbortSignal,
  warn: (message: string, error: unknown) => void,
): Promise<void> {
  for (const org of orgs.list()) {
    if (signal.aborted) return;
    try {
      await failLostExecutions(org);
      await sweepExecutions(org, signal);
    } catch (error) {
      warn(`Old executions of the org ${org.name} could not be deleted`, error);
    }
  }
}
