import { gzipSync } from 'node:zlib';
import {
  DEFAULT_CHOICES,
  LIMITS_PROFILES,
  type ManualClock,
  manualClock,
  resolveRateLimits,
  timeOrderedIds,
} from '@headwater/protocol';
import {
  CONNECTORS,
  compilePack,
  type HttpPort,
  memoryHttp,
  memoryTables,
  type Program,
  readPack,
  startExecution,
  type TablePort,
  type WorkflowChoices,
} from '@headwater/workflows';
import { buildPack, type PackBuilder } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import type { Caller } from '../../../src/access/caller.ts';
import type { ConnectionOptions } from '../../../src/database/connection.ts';
import type { Database } from '../../../src/database/database.ts';
import { createOrgSchema } from '../../../src/database/org-schema.ts';
import { createHttpServer } from '../../../src/http/http-server.ts';
import { silentLog } from '../../../src/http/log.ts';
import type { JobLogLine } from '../../../src/jobs/job-log.ts';
import type { JobRunner } from '../../../src/jobs/job-runner.ts';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import { startJobRunner } from '../../../src/jobs/start-job-runner.ts';
import { releaseDue } from '../../../src/jobs/timers/timers.ts';
import type { Org } from '../../../src/orgs/org.ts';
import { createRateLimits } from '../../../src/rate-limits/rate-limits.ts';
import { databaseReservations } from '../../../src/rate-limits/reservations.ts';
import { createSecrets, type Secrets } from '../../../src/secrets/secrets.ts';
import { createEndpointRates } from '../../../src/workflows/endpoints/endpoint-rates.ts';
import { endpointsRoom } from '../../../src/workflows/endpoints/routes.ts';
import { DirectRows } from '../../../src/workflows/executions/direct-rows.ts';
import { EXECUTION_TASK } from '../../../src/workflows/executions/execution-job.ts';
import { executionTask } from '../../../src/workflows/executions/execution-task.ts';
import type { FlowEngine } from '../../../src/workflows/executions/flow-engine.ts';
import { openFlowHost } from '../../../src/workflows/executions/flow-host.ts';
import type { getExecution } from '../../../src/workflows/executions/read-executions.ts';
import { executionsRoom } from '../../../src/workflows/executions/routes.ts';
import { findRunnableFlow, type RunnableFlow } from '../../../src/workflows/executions/runnable-flow.ts';
import { CANCELS_CHANNEL, ENDS_CHANNEL, openSignals, type Signals } from '../../../src/workflows/executions/signals.ts';
import { startFlow } from '../../../src/workflows/executions/start-flow.ts';
import { waitForEnd } from '../../../src/workflows/executions/wait-for-end.ts';
import { JournalWriter } from '../../../src/workflows/journal/journal-writer.ts';
import { SCHEDULE_TASK, scheduleTask } from '../../../src/workflows/schedules/schedule-task.ts';
import { createTestDatabase } from '../../support/database.ts';

/** How the outside answers, and what it was asked. */
export interface Outside {
  readonly http: HttpPort;
  readonly tables?: TablePort;
}

/** What of a process can be put in place by a test. */
export interface ProcessParts {
  readonly outside?: Outside;
  readonly org?: Org;
  readonly concurrency?: number;
  readonly sliceMillis?: number;
}

/** A process that runs executions. */
export interface FlowProcess {
  readonly lines: readonly JobLogLine[];
  stop(): Promise<void>;
}

/** An org with one pack, in a database of its own, and processes that run its flows. */
export interface FlowBench {
  readonly database: Database;
  readonly org: Org;
  readonly clock: ManualClock;
  readonly secrets: Secrets;
  readonly ends: Signals;
  readonly pack: string;
  engine(outside?: Outside): FlowEngine;
  flow(name: string): Promise<RunnableFlow>;
  /** Changes the settings or the switch of a flow. */
  change(name: string, settings: object, isOn?: boolean): Promise<void>;
  start(name: string, input?: Readonly<Record<string, unknown>>): Promise<string>;
  process(parts?: ProcessParts): Promise<FlowProcess>;
  /** The execution when it has ended. */
  ended(id: string): ReturnType<typeof getExecution>;
  /** The execution once it is in that state. */
  reaches(id: string, status: string): Promise<void>;
  /** An HTTP server with the rooms of executions and endpoints, all of whose callers are one administrator. */
  serve(outside?: Outside, answerMillis?: number): Promise<string>;
  /** Moves the org's clock and releases what is due. */
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What a process of its own is told. */
export interface FlowProgramOptions {
  readonly database: ConnectionOptions;
  readonly org: string;
  readonly pack: string;
  /** The org's time. */
  readonly now: string;
  readonly sliceMillis?: number;
}

const PACK = 'fpkTEST0000000000001';

/** What of a bench a test can choose. */
export interface BenchOptions {
  readonly choices?: Partial<WorkflowChoices>;
  /** Default: with a key. */
  readonly secrets?: Secrets;
}

/** Makes a {@link FlowBench}. All flows are on. */
export async function openFlowBench(
  build: (pack: PackBuilder) => void,
  { choices = {}, secrets = testSecrets() }: BenchOptions = {},
): Promise<FlowBench> {
  const { database, close } = await createTestDatabase();
  await migrateJobQueue(database);
  const name = 'flows';
  await createOrgSchema(database, name);
  const clock = manualClock('2026-03-01T10:00:00.000Z');
  const org = makeOrg(database, name, clock);
  const text = buildPack(build).text();
  await install(org, text);
  const ends = await openSignals(database, ENDS_CHANNEL);
  const running: FlowProcess[] = [];
  const servers: (() => Promise<void>)[] = [];
  const idOf = async (flow: string) => {
    const [row] = await org.read((tx) =>
      tx.query<{ readonly id: string }>(sql`SELECT id FROM flows WHERE name = ${flow}`),
    );
    if (row === undefined) throw new Error(`The pack has no flow "${flow}"`);
    return row.id;
  };
  const bench: FlowBench = {
    database,
    org,
    clock,
    secrets,
    ends,
    pack: text,
    engine: (outside) => makeEngine(text, outside, choices),
    flow: async (flow) => {
      const id = await idOf(flow);
      const found = await org.read((tx) => findRunnableFlow(tx, id));
      if (found === undefined) throw new Error(`"${flow}" is gone`);
      return found;
    },
    change: async (flow, settings, isOn = true) => {
      const id = await idOf(flow);
      await org.transaction((tx) =>
        tx.execute(sql`UPDATE flows SET settings = ${JSON.stringify(settings)}, is_on = ${isOn} WHERE id = ${id}`),
      );
    },
    start: async (flow, input = {}) => {
      const found = await bench.flow(flow);
      // Tests write values.
      const values = { '': input as Record<string, never> };
      const id = await org.transaction((tx) =>
        startFlow(tx, org, { secrets }, { flow: found, trigger: 'manual', input: values }),
      );
      return id ?? '';
    },
    process: async (parts) => {
      const process = await startProcess(bench, parts ?? {});
      running.push(process);
      return process;
    },
    ended: (id) => waitForEnd(ends, org, id, 30_000),
    reaches: async (id, status) => {
      for (;;) {
        // The row of one that is not durable comes after the answer of its endpoint.
        const [execution] = await org.read((tx) =>
          tx.query<{ readonly status: string }>(sql`SELECT status FROM flow_executions WHERE id = ${id}`),
        );
        if (execution?.status === status) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    serve: async (outside, answerMillis) => {
      const server = await serve(bench, outside, answerMillis);
      servers.push(server.close);
      return server.url;
    },
    advance: async (milliseconds) => {
      clock.advance(milliseconds);
      await org.transaction((tx) => releaseDue(tx, clock.now()));
    },
    close: async () => {
      await Promise.all(running.map((process) => process.stop()));
      for (const end of servers) await end();
      await ends.close();
      await close();
    },
  };
  return bench;
}

function testSecrets(): Secrets {
  return createSecrets(Buffer.alloc(32, 7));
}

/** What `startProcess` needs, in a process of its own. */
export function programBench(database: Database, { org, pack, now }: FlowProgramOptions): ProcessGround {
  const clock = manualClock(now);
  return {
    database,
    clock,
    org: makeOrg(database, org, clock),
    secrets: testSecrets(),
    engine: (outside) => makeEngine(pack, outside),
  };
}

function makeOrg(database: Database, name: string, clock: ManualClock): Org {
  return {
    id: '00oTESTORG0000000001',
    name,
    limitsProfile: 'okta',
    choices: DEFAULT_CHOICES,
    limits: LIMITS_PROFILES.okta,
    rateLimits: resolveRateLimits('okta'),
    clock,
    ids: timeOrderedIds(clock, Math.random),
    transaction: (work, options) => database.inOrg(name, work, options),
    read: (work, options) => database.inOrg(name, work, { ...options, readOnly: true }),
  };
}

/** Puts the pack where the server has it. */
async function install(org: Org, text: string): Promise<void> {
  const pack = readPack(text);
  const now = org.clock.now();
  await org.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO flow_packs (id, name, version, summary, created, last_updated)
      VALUES (${PACK}, 'test', 1, '{}', ${now}, ${now})`);
    await tx.execute(sql`
      INSERT INTO flow_pack_versions (pack_id, version, sha256, file_name, size, content, created)
      VALUES (${PACK}, 1, '', 'test.folder', ${text.length}, ${gzipSync(text)}, ${now})`);
    for (const flow of pack.flows.values()) {
      await tx.execute(sql`
        INSERT INTO flows (id, pack_id, pack_flow_id, name, kind, is_on, created, last_updated)
        VALUES (${org.ids.next('flow')}, ${PACK}, ${flow.id}, ${flow.name}, ${flow.kind}, true, ${now}, ${now})`);
    }
  });
}

function makeEngine(text: string, outside?: Outside, choices: Partial<WorkflowChoices> = {}): FlowEngine {
  const pack = readPack(text);
  const program: Program = compilePack(pack, { connectors: CONNECTORS, choices });
  const http = outside?.http ?? memoryHttp(() => ({}));
  return {
    load: async () => ({ program, bindings: {} }),
    ports: (org) => ({
      http,
      tables: outside?.tables ?? memoryTables([...pack.tables.values()], {}, { clock: org.clock }),
      exportFlow: async () => ({ name: 'test', text }),
    }),
    open: startExecution,
  };
}

async function serve(
  { org, database, secrets, ends, engine }: FlowBench,
  outside: Outside | undefined,
  answerMillis: number | undefined,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const host = await openFlowHost(database);
  const rows = new DirectRows(() => undefined);
  const reservations = databaseReservations(database);
  const caller: Caller = {
    kind: 'token',
    tokenId: '00TTEST',
    userId: '00uTEST',
    sourceId: null,
    actor: { id: '00uTEST', type: 'User' },
  };
  const app = await createHttpServer({
    orgs: { resolve: () => org },
    authenticate: async () => caller,
    rateLimits: createRateLimits(reservations),
    rooms: [
      executionsRoom({ secrets, ends }),
      endpointsRoom({
        secrets,
        ends,
        engine: engine(outside),
        host,
        rows,
        rates: createEndpointRates(reservations),
        ...(answerMillis === undefined ? {} : { answerMillis }),
      }),
    ],
    log: silentLog,
    version: '0.0.0-test',
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    close: async () => {
      await app.close();
      await rows.settled();
      await host.close();
    },
  };
}

/** What a process is made of. */
export type ProcessGround = Pick<FlowBench, 'database' | 'clock' | 'org' | 'secrets' | 'engine'>;

export async function startProcess(bench: ProcessGround, parts: ProcessParts): Promise<FlowProcess> {
  const org = parts.org ?? bench.org;
  const cancels = await openSignals(bench.database, CANCELS_CHANNEL);
  const lines: JobLogLine[] = [];
  const findOrg = async () => org;
  const runner: JobRunner = await startJobRunner({
    database: bench.database,
    tasks: {
      [EXECUTION_TASK]: executionTask({
        findOrg,
        secrets: bench.secrets,
        engine: bench.engine(parts.outside),
        writer: new JournalWriter(),
        cancels,
        ...(parts.sliceMillis === undefined ? {} : { sliceMillis: parts.sliceMillis }),
      }),
      [SCHEDULE_TASK]: scheduleTask(findOrg, { secrets: bench.secrets }),
    },
    concurrency: parts.concurrency ?? 4,
    pollIntervalMillis: 100,
    now: () => bench.clock.now(),
    log: (line) => lines.push(line),
    processInfo: { host: 'test', pid: process.pid },
  });
  let stopped: Promise<void> | undefined;
  return {
    lines,
    stop: () => {
      stopped ??= runner.stop().then(() => cancels.close());
      return stopped;
    },
  };
}
