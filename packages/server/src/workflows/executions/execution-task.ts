import {
  DEFAULT_WORKFLOW_CHOICES,
  encodeValue,
  type FrameOutcome,
  type HttpAnswer,
  type StartInput,
  type ValueObject,
} from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { JobContext, Task } from '../../jobs/task.ts';
import type { Org } from '../../orgs/org.ts';
import { SecretError } from '../../secrets/secret-error.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { answerTo } from '../endpoints/endpoint-answer.ts';
import { ExecutionJournal } from '../journal/execution-journal.ts';
import type { JournalWriter, RunningExecution } from '../journal/journal-writer.ts';
import { readRemembered } from '../journal/read-remembered.ts';
import { Redactor } from '../journal/redact.ts';
import { readValue } from '../journal/stored-value.ts';
import type { ExecutionJob } from './execution-job.ts';
import { executionPorts } from './execution-ports.ts';
import { readWork, type WorkRow } from './execution-row.ts';
import { failExecution } from './fail-execution.ts';
import type { FlowEngine, LoadedPack } from './flow-engine.ts';
import { gathered } from './gathered.ts';
import { runToEnd } from './run-to-end.ts';
import { readRunSettings } from './runnable-flow.ts';
import type { Signals } from './signals.ts';
import { inputContext } from './start-flow.ts';

/** What running executions needs of its process. */
export interface ExecutionParts {
  /** Gives the org of a job; undefined when it was dropped. */
  readonly findOrg: (name: string) => Promise<Org | undefined>;
  readonly secrets: Secrets;
  readonly engine: FlowEngine;
  readonly writer: JournalWriter;
  /** Executions that are to be cancelled. */
  readonly cancels: Signals;
  /** How long an execution works before its job is handed on, in milliseconds; reading its journal does not count. Default 20,000. */
  readonly sliceMillis?: number;
}

const SLICE_MILLISECONDS = 20_000;

/**
 * Begins one execution, or goes on with it from its journal, until it ends, sleeps or has worked long enough. The process may die
 * anywhere: what was not flushed did not happen, or is told apart by the id of its call.
 */
export function executionTask(parts: ExecutionParts): Task {
  const read = gathered(async (org: Org, ids: readonly string[]) => {
    const rows = await org.read((tx) => readWork(tx, ids), { brief: true });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  });
  return {
    async run(payload, context) {
      // Written by `executionJob`.
      const { org: name, execution: id } = payload as ExecutionJob;
      const org = await parts.findOrg(name);
      if (org === undefined) return;
      const cancelled = new AbortController();
      const stopHearing = parts.cancels.hear(name, id, () => void abortIfCancelling(org, id, cancelled));
      try {
        const row = await read(org, id);
        if (row !== undefined && row.ended === null) await work(parts, org, row, context, cancelled);
      } finally {
        stopHearing();
      }
    },
    async failed(payload, error, context) {
      const { org: name, execution: id } = payload as ExecutionJob;
      const org = await parts.findOrg(name);
      if (org === undefined) return;
      await org.transaction(async (tx) => {
        await context.finish(tx);
        await failExecution(tx, org, id, error.message);
      });
    },
  };
}

async function abortIfCancelling(org: Org, id: string, cancelled: AbortController): Promise<void> {
  const rows = await org
    .read((tx) =>
      tx.query<{ readonly cancelling: boolean }>(sql`SELECT cancelling FROM flow_executions WHERE id = ${id}`),
    )
    // The next look, after the connection was lost, tells.
    .catch(() => []);
  if (rows[0]?.cancelling === true) cancelled.abort();
}

async function work(
  parts: ExecutionParts,
  org: Org,
  row: WorkRow,
  context: JobContext,
  cancelled: AbortController,
): Promise<void> {
  if (row.cancelling) cancelled.abort();
  const { secrets, writer } = parts;
  const remembered =
    row.durable && row.entries > 0
      ? await org.read((tx) => readRemembered(tx, secrets, row.id))
      : { entries: [], parents: new Map<string, string | null>() };
  const pack = await load(parts, org, row);
  const choices = pack?.program.choices ?? DEFAULT_WORKFLOW_CHOICES;
  const answers = row.trigger === 'endpoint' ? (outcome: FrameOutcome) => answerTo(outcome, choices) : null;
  const redactor = new Redactor();
  // Only rows with secrets can tell of one.
  if (row.seals) for (const entry of remembered.entries) redactor.redact(encodeValue(entry as unknown as ValueObject));
  const journal = new ExecutionJournal({ org, secrets, redactor, writer, answers }, running(row, context), {
    ...row,
    parents: remembered.parents,
  });
  if (cancelled.signal.aborted) return journal.end('cancelled', null);
  if (pack === null) return journal.end('failed', broken('The version of the pack that it runs with is not there'));
  if (!row.durable && row.status !== 'queued') {
    return journal.end('failed', broken('Its process ended while it ran, and its flow is not durable'));
  }
  try {
    await goOn(parts, org, row, { pack, journal, context, signal: cancelled.signal, remembered: remembered.entries });
  } catch (error) {
    // Trying again would not help before somebody sets the key.
    if (!(error instanceof SecretError)) throw error;
    await org.transaction(async (tx) => {
      await context.finish(tx);
      await failExecution(tx, org, row.id, error.message);
    });
  }
}

interface Run {
  readonly pack: LoadedPack;
  readonly journal: ExecutionJournal;
  readonly context: JobContext;
  readonly signal: AbortSignal;
  readonly remembered: Parameters<FlowEngine['open']>[0]['remembered'] & object;
}

async function goOn(parts: ExecutionParts, org: Org, row: WorkRow, run: Run): Promise<void> {
  const { pack, journal, context, signal } = run;
  const options = {
    program: pack.program,
    flowId: row.packFlowId,
    input: inputOf(parts.secrets, row),
    id: row.id,
    ports: executionPorts(org, parts, row, pack),
    onAnswer: (answer: HttpAnswer) => {
      if (row.trigger === 'endpoint') journal.answer(answer);
    },
    signal,
  };
  if (!row.durable) {
    await journal.flush();
    const ended = await runToEnd(parts.engine.open(options), org.clock, context.signal);
    return ended === null ? journal.end('cancelled', null) : journal.conclude(ended);
  }
  const execution = parts.engine.open({ ...options, journal, remembered: run.remembered });
  const sliceEnd = performance.now() + (parts.sliceMillis ?? SLICE_MILLISECONDS);
  const outcome = await execution.run(() => context.signal.aborted || performance.now() >= sliceEnd);
  switch (outcome.status) {
    case 'ended':
      // Written with the closing of the first frame; this is for an interpreter that remembered that from before.
      return journal.conclude(outcome.outcome);
    case 'sleeping':
      return journal.sleep(outcome.until);
    case 'cancelled':
      return journal.end('cancelled', null);
    case 'yielded':
      return org.transaction((tx) => context.handOn(tx));
  }
}

/** Null when the org has the version no more. */
async function load(parts: ExecutionParts, org: Org, row: WorkRow): Promise<LoadedPack | null> {
  const pack = await parts.engine.load(org, row);
  return pack.program.flows.has(row.packFlowId) ? pack : null;
}

function running(row: WorkRow, context: JobContext): RunningExecution {
  return {
    id: row.id,
    flowId: row.flowId,
    job: context,
    savesData: row.savesData,
    isLimited: readRunSettings(row.kind, row.settings).concurrency !== null,
    isAwaited: row.trigger === 'endpoint' || row.trigger === 'manual' || row.trigger === 'delegated',
  };
}

function inputOf(secrets: Secrets, row: WorkRow): StartInput {
  const { id, input, inputSealed } = row;
  if (input === null) return {};
  // Written by `startFlow`.
  return readValue(secrets, inputContext(id), { text: input, sealed: inputSealed }) as StartInput;
}

function broken(message: string): FrameOutcome {
  return { status: 'failed', error: { message } };
}
