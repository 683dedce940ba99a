import type { FrameOutcome, HttpAnswer, StartInput } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import { type DirectParts, runDirectly } from '../executions/run-directly.ts';
import type { RunnableFlow } from '../executions/runnable-flow.ts';
import type { Signals } from '../executions/signals.ts';
import { startFlow } from '../executions/start-flow.ts';
import { waitFor } from '../executions/wait-for-end.ts';
import { answerContext } from '../journal/execution-journal.ts';
import { readValue } from '../journal/stored-value.ts';
import { answerRules, answerTo } from './endpoint-answer.ts';

/** How long a caller waits; the flow goes on after it (workflows-functions 15). */
const ANSWER_MILLISECONDS = 60_000;

/** What calling endpoints needs of its process. */
export interface InvokeParts extends DirectParts {
  /** Executions that ended or have an answer. */
  readonly ends: Signals;
}

/** What a call of an endpoint came to. */
export interface Invoked {
  readonly executionId: string;
  /** Null when the time was over first. */
  readonly answer: HttpAnswer | null;
}

/**
 * Runs the flow of an endpoint and waits for its answer. A durable one goes through the queue; any other runs here, at once, unless only so
 * many may run at a time.
 */
export function invokeEndpoint(
  parts: InvokeParts,
  org: Org,
  flow: RunnableFlow,
  input: StartInput,
  milliseconds = ANSWER_MILLISECONDS,
): Promise<Invoked> {
  const isQueued = flow.settings.durable || flow.settings.concurrency !== null;
  return isQueued
    ? invokeByQueue(parts, org, flow, input, milliseconds)
    : invokeHere(parts, org, flow, input, milliseconds);
}

async function invokeByQueue(
  parts: InvokeParts,
  org: Org,
  flow: RunnableFlow,
  input: StartInput,
  milliseconds: number,
): Promise<Invoked> {
  const id = await org.transaction(
    // Its rate is counted before; its executions do not wait for their second.
    (tx) => startFlow(tx, org, parts, { flow: withoutPace(flow), trigger: 'endpoint', input }),
    { brief: true },
  );
  if (id === null) throw new TypeError('A start without a call is always new');
  return {
    executionId: id,
    answer: await waitFor(parts.ends, org, id, milliseconds, () => readAnswer(parts, org, id)),
  };
}

function withoutPace(flow: RunnableFlow): RunnableFlow {
  return { ...flow, settings: { ...flow.settings, ratePerSecond: null } };
}

const CANCELLED: HttpAnswer = {
  statusCode: 500,
  headers: { 'content-type': 'application/json' },
  body: '{"error":"cancelled","message":"The execution was cancelled"}',
};

async function readAnswer({ secrets }: InvokeParts, org: Org, id: string): Promise<HttpAnswer | null> {
  const [row] = await org.read(
    (tx) =>
      tx.query<{ readonly answer: string | null; readonly sealed: Buffer | null; readonly ended: Date | null }>(
        sql`SELECT answer, answer_sealed AS sealed, ended FROM flow_executions WHERE id = ${id}`,
      ),
    { brief: true },
  );
  // Ended without an answer: cancelled, or failed by the infrastructure.
  if (row === undefined || row.answer === null) return row === undefined || row.ended !== null ? CANCELLED : null;
  // Written by the journal.
  return readValue(secrets, answerContext(id), { text: row.answer, sealed: row.sealed }) as unknown as HttpAnswer;
}

async function invokeHere(
  parts: InvokeParts,
  org: Org,
  flow: RunnableFlow,
  input: StartInput,
  milliseconds: number,
): Promise<Invoked> {
  let early: (answer: HttpAnswer) => void = () => undefined;
  const answered = new Promise<HttpAnswer>((resolve) => {
    early = resolve;
  });
  const { id, pack, ended } = await runDirectly(parts, org, flow, { trigger: 'endpoint', input, onAnswer: early });
  const concluded = ended.then((outcome: FrameOutcome) => {
    return answerTo(outcome, answerRules(pack.program, flow.packFlowId));
  });
  // Whoever was answered before does not hear of it.
  concluded.catch(() => undefined);
  return { executionId: id, answer: await within(milliseconds, Promise.race([answered, concluded])) };
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
