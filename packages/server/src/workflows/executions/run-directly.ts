import type { ExecutionTrigger } from '@headwater/protocol';
import type { FrameOutcome, HttpAnswer, StartInput } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { statusOf } from '../journal/execution-journal.ts';
import { shownText } from '../journal/stored-value.ts';
import type { DirectRow, DirectRows } from './direct-rows.ts';
import { executionPorts } from './execution-ports.ts';
import type { FlowEngine, LoadedPack } from './flow-engine.ts';
import type { FlowHost } from './flow-host.ts';
import { runToEnd } from './run-to-end.ts';
import type { RunnableFlow } from './runnable-flow.ts';

/** What executions without a journal need of their process. */
export interface DirectParts {
  readonly engine: FlowEngine;
  readonly secrets: Secrets;
  readonly host: FlowHost;
  readonly rows: DirectRows;
}

/** An execution that runs in this process. */
export interface DirectExecution {
  readonly id: string;
  readonly pack: LoadedPack;
  /** How it ended. Rejects when the database or another part of the server failed it. */
  readonly ended: Promise<FrameOutcome>;
}

/**
 * Runs a flow at once, here, without queue and journal: what it did is not known after a crash. History has its beginning and its
 * end.
 */
export async function runDirectly(
  parts: DirectParts,
  org: Org,
  flow: RunnableFlow,
  start: {
    readonly trigger: ExecutionTrigger;
    readonly input: StartInput;
    readonly onAnswer?: (answer: HttpAnswer) => void;
  },
): Promise<DirectExecution> {
  const pack = await parts.engine.load(org, flow);
  const id = org.ids.next('flowExecution');
  const { savesData } = flow.settings;
  const begun: DirectRow = {
    id,
    flowId: flow.id,
    packVersion: flow.packVersion,
    status: 'running',
    trigger: start.trigger,
    savesData,
    host: parts.host.name,
    input: savesData ? shownText(start.input) : null,
    outcome: null,
    started: org.clock.now(),
    ended: null,
  };
  const end = (status: DirectRow['status'], outcome: FrameOutcome) => {
    // An outcome is an object of values.
    const shown = savesData ? shownText(outcome as unknown as StartInput) : null;
    parts.rows.end(org, { ...begun, status, outcome: shown, ended: org.clock.now() });
  };
  parts.rows.begin(org, begun);
  const execution = parts.engine.open({
    program: pack.program,
    flowId: flow.packFlowId,
    input: start.input,
    id,
    ports: executionPorts(org, parts, { ...flow, id }, pack),
    ...(start.onAnswer === undefined ? {} : { onAnswer: start.onAnswer }),
  });
  const ended = runToEnd(execution, org.clock).then(
    (outcome) => {
      if (outcome === null) throw new TypeError('Nobody can cancel an execution without a journal');
      end(statusOf(outcome), outcome);
      return outcome;
    },
    (error: unknown) => {
      end('failed', { status: 'failed', error: { message: 'The server failed while it ran' } });
      throw error;
    },
  );
  return { id, pack, ended };
}
