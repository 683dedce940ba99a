import type { FrameOutcome, HttpAnswer, StartInput } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { gathered } from '../executions/gathered.ts';
import { type DirectParts, runDirectly } from '../executions/run-directly.ts';
import type { RunnableFlow } from '../executions/runnable-flow.ts';
import type { Signals } from '../executions/signals.ts';
import { type NewExecution, startFlow } from '../executions/start-flow.ts';
import { waitFor } from '../executions/wait-for-end.ts';
import { answerContext } from '../journal/execution-journal.ts';
import { readValue } from '../journal/stored-value.ts';
import { answerTo } from './endpoint-answer.ts';

const ANSWER_MILLISECONDS = 60_000;

/** What calling endpoints needs of its process. */
export interface InvokeParts extends DirectParts {
  /** Executions that ended or have an answer. */
  readonly ends: Signals;
  /** How long a caller waits; the flow goes on after it. Default 60 seconds (workflows-functions 15). */
  readonly answerMillis?: number;
}

/** What a call of an endpoint came to. */
export interface Invoked {
  readonly executionId: string;
  /** Null when the time was over first. */
  readonly answer: HttpAnswer | null;
}

/** Runs the flow of an endpoint and waits for its answer. */
export type CallEndpoint = (org: Org, flow: RunnableFlow, input: StartInput) => Promise<Invoked>;

/**
 * What runs endpoints in a process: a durable one goes through the queue; any other runs here, at once, unless only so many may run at a time.
 */
export function endpointCaller(parts: InvokeParts): CallEndpoint {
  const byQueue = queueCaller(parts);
  return (org, flow, input) => {
    const isQueued = flow.settings.durable || flow.settings.concurrency !== null;
    return isQueued ? byQueue(org, flow, input) : invokeHere(parts, org, flow, input);
  };
}

function queueCaller(parts: InvokeParts): CallEndpoint {
  const { secrets, ends, answerMillis = ANSWER_MILLISECONDS } = parts;
  const start = (org: Org, starts: readonly NewExecution[]) =>
    org.transaction((tx) => Promise.all(starts.map((each) => startFlow(tx, org, parts, each))), { brief: true });
  const startTogether = gathered(start);
  const read = gathered((org: Org, ids: readonly string[]) => readAnswers(secrets, org, ids));
  return async (org, flow, input) => {
    const id = org.ids.next('flowExecution');
    // Its rate is counted before; its executions do not wait for their second.
    const begun: NewExecution = { id, flow: withoutPace(flow), trigger: 'endpoint', input };
    const answer = await waitFor(ends, org, id, answerMillis, () => read(org, id), {
      // Starts of limited flows lock them; one at a time they cannot wait for each other crosswise.
      begin: () => (flow.settings.concurrency === null ? startTogether(org, begun) : start(org, [begun])),
    });
    return { executionId: id, answer };
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

interface AnswerRow {
  readonly id: string;
  readonly answer: string | null;
  readonly sealed: Buffer | null;
  readonly ended: Date | null;
}

async function readAnswers(
  secrets: Secrets,
  org: Org,
  ids: readonly string[],
): Promise<readonly (HttpAnswer | null)[]> {
  const rows = await org.read(
    (tx) =>
      tx.query<AnswerRow>(sql`
        SELECT id, answer, answer_sealed AS sealed, ended FROM flow_executions WHERE id = ANY(${[...ids]}::text[])`),
    { brief: true },
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => toAnswer(secrets, id, byId.get(id)));
}

function toAnswer(secrets: Secrets, id: string, row: AnswerRow | undefined): HttpAnswer | null {
  // Ended without an answer: cancelled, or failed by the infrastructure.
  if (row === undefined || row.answer === null) return row === undefined || row.ended !== null ? CANCELLED : null;
  // Written by the journal.
  return readValue(secrets, answerContext(id), { text: row.answer, sealed: row.sealed }) as unknown as HttpAnswer;
}

async function invokeHere(parts: InvokeParts, org: Org, flow: RunnableFlow, input: StartInput): Promise<Invoked> {
  let early: (answer: HttpAnswer) => void = () => undefined;
  const answered = new Promise<HttpAnswer>((resolve) => {
    early = resolve;
  });
  const { id, pack, ended } = await runDirectly(parts, org, flow, { trigger: 'endpoint', input, onAnswer: early });
  const concluded = ended.then((outcome: FrameOutcome) => {
    return answerTo(outcome, pack.program.choices);
  });
  // Whoever was answered before does not hear of it.
  concluded.catch(() => undefined);
  return {
    executionId: id,
    answer: await within(parts.answerMillis ?? ANSWER_MILLISECONDS, Promise.race([answered, concluded])),
  };
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
