import {
  ApiError,
  EXECUTION_STATUSES,
  FlowExecution,
  FlowJournalEntry,
  RunFlow,
  validationFailed,
} from '@headwater/protocol';
import { fromJson, type StartInput, type ValueObject } from '@headwater/workflows';
import Type, { type Static } from 'typebox';
import { actOf } from '../../http/act-of.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import type { App, Room } from '../../http/room.ts';
import type { Org } from '../../orgs/org.ts';
import { SecretError } from '../../secrets/secret-error.ts';
import { readHistory } from '../journal/read-history.ts';
import { cancelExecution } from './cancel-execution.ts';
import { flowIsOff, flowNotFound } from './flow-error.ts';
import { getExecution, listExecutions } from './read-executions.ts';
import { rerunExecution } from './rerun-execution.ts';
import { retryExecution } from './retry-execution.ts';
import { findRunnableFlow, type RunnableFlow } from './runnable-flow.ts';
import type { Signals } from './signals.ts';
import { type StartParts, startFlow } from './start-flow.ts';
import { waitForEnd } from './wait-for-end.ts';

const FLOWS = '/api/v1/headwater/flows';
const EXECUTIONS = '/api/v1/headwater/flow-executions';
const tags = ['FlowExecution'];
const EXECUTION_PAGE = { usual: 50, largest: 200 };
const JOURNAL_PAGE = { usual: 200, largest: 1000 };
const LONGEST_WAIT_SECONDS = 60;

/** Flows can read and change the whole org, so that running one is for administrators. */
const READ = { scope: 'headwater' } as const;
const RUN = { access: 'administer', scope: 'headwater' } as const;

const FlowParams = Type.Object({ flowId: Type.String() });
const ExecutionParams = Type.Object({ executionId: Type.String() });
const WaitQuery = Type.Object({
  wait: Type.Optional(
    Type.Number({ minimum: 0, maximum: LONGEST_WAIT_SECONDS, description: 'Seconds to wait for the end' }),
  ),
});

/** What the room needs. */
export interface ExecutionsOptions extends StartParts {
  /** Executions that ended or have an answer. */
  readonly ends: Signals;
}

/** Starting flows by hand, and their executions with what happened in them. */
export function executionsRoom(options: ExecutionsOptions): Room {
  return (app) => {
    addStarts(app, options);
    addExecutions(app);
    addChanges(app, options);
  };
}

function addStarts(app: App, options: ExecutionsOptions): void {
  app.post(
    `${FLOWS}/:flowId/run`,
    {
      config: RUN,
      schema: {
        operationId: 'runFlow',
        summary: 'Start a flow by hand, on or off',
        tags,
        params: FlowParams,
        querystring: WaitQuery,
        body: RunFlow,
        response: { 202: FlowExecution },
      },
    },
    async ({ org, params, query, body }, reply) => {
      const input = { ...toGroups(body.groups ?? {}), '': toValues(body.input ?? {}) };
      const id = await start(options, org, await runnable(org, params.flowId), 'manual', input);
      return reply.code(202).send(await waitForEnd(options.ends, org, id, (query.wait ?? 0) * 1000));
    },
  );
  app.post(
    `${FLOWS}/:flowId/invoke`,
    {
      config: RUN,
      schema: {
        operationId: 'invokeDelegatedFlow',
        summary: 'Start a delegated flow in the name of the caller',
        tags,
        params: FlowParams,
        querystring: WaitQuery,
        body: RunFlow,
        response: { 202: FlowExecution },
      },
    },
    async (request, reply) => {
      const { org, params, query, body } = request;
      const flow = await runnable(org, params.flowId);
      if (flow.kind !== 'delegated') throw flowNotFound(params.flowId);
      if (!flow.isOn) throw flowIsOff(flow.name);
      const act = actOf(request);
      const input = { inputs: toValues(body.input ?? {}), 'user context': { 'okta-user-id': act.actor.id } };
      const id = await start(options, org, flow, 'delegated', input);
      return reply.code(202).send(await waitForEnd(options.ends, org, id, (query.wait ?? 0) * 1000));
    },
  );
}

async function runnable(org: Org, id: string): Promise<RunnableFlow> {
  const flow = await org.read((tx) => findRunnableFlow(tx, id));
  if (flow === undefined) throw flowNotFound(id);
  return flow;
}

async function start(
  options: ExecutionsOptions,
  org: Org,
  flow: RunnableFlow,
  trigger: 'manual' | 'delegated',
  input: StartInput,
): Promise<string> {
  const id = await org
    .transaction((tx) => startFlow(tx, org, options, { flow, trigger, input }))
    .catch((error: unknown) => {
      // Without a key the server keeps no secrets.
      if (error instanceof SecretError) throw validationFailed('input', [`input: ${error.message}`]);
      throw error;
    });
  if (id === null) throw new TypeError('A start without a call is always new');
  return id;
}

function toValues(fields: Readonly<Record<string, unknown>>): ValueObject {
  // Parsed from JSON as an object.
  return fromJson(fields) as ValueObject;
}

function toGroups(groups: NonNullable<Static<typeof RunFlow>['groups']>): StartInput {
  return Object.fromEntries(Object.entries(groups).map(([group, fields]) => [group, toValues(fields)]));
}

function addExecutions(app: App): void {
  app.get(
    EXECUTIONS,
    {
      config: READ,
      schema: {
        operationId: 'listFlowExecutions',
        summary: 'List executions of flows, newest first',
        tags,
        querystring: Type.Object({
          flowId: Type.Optional(Type.String()),
          status: Type.Optional(Type.Enum([...EXECUTION_STATUSES])),
          parentId: Type.Optional(Type.String({ description: 'Started by this execution' })),
          limit: limitParameter(EXECUTION_PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowExecution) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, EXECUTION_PAGE);
      const found = await org.read((tx) => listExecutions(tx, query, size + 1, query.after));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(request, reply, page, last === undefined ? null : { after: last.id });
    },
  );
  app.get(
    `${EXECUTIONS}/:executionId`,
    {
      config: READ,
      schema: {
        operationId: 'getFlowExecution',
        summary: 'Retrieve an execution of a flow',
        tags,
        params: ExecutionParams,
        response: { 200: FlowExecution },
      },
    },
    async ({ org, params }) => org.read((tx) => getExecution(tx, params.executionId)),
  );
  app.get(
    `${EXECUTIONS}/:executionId/journal`,
    {
      config: READ,
      schema: {
        operationId: 'listFlowJournal',
        summary: 'List what happened in an execution: its cards with inputs and outputs, in order',
        tags,
        params: ExecutionParams,
        querystring: Type.Object({
          frame: Type.Optional(Type.String({ description: 'Only one frame and the openings of those below it' })),
          card: Type.Optional(Type.String()),
          limit: limitParameter(JOURNAL_PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowJournalEntry) },
      },
    },
    async (request, reply) => {
      const { query, params, org } = request;
      const size = pageSize(org, query.limit, JOURNAL_PAGE);
      const { frame, card } = query;
      const wanted = { frame, card, after: position(query.after), limit: size + 1 };
      const found = await org.read((tx) => readHistory(tx, params.executionId, wanted));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(request, reply, page, last === undefined ? null : { after: last.position });
    },
  );
}

function position(text: string | undefined): number {
  if (text === undefined) return -1;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ApiError('invalidPaging', { causes: [`Invalid cursor: ${text.slice(0, 40)}`] });
}

function addChanges(app: App, options: ExecutionsOptions): void {
  const change = (
    name: string,
    operationId: string,
    summary: string,
    make: (org: Org, id: string) => Promise<string>,
  ): void => {
    app.post(
      `${EXECUTIONS}/:executionId/${name}`,
      {
        config: RUN,
        schema: { operationId, summary, tags, params: ExecutionParams, response: { 202: FlowExecution } },
      },
      async ({ org, params }, reply) => {
        const id = await make(org, params.executionId);
        return reply.code(202).send(await org.read((tx) => getExecution(tx, id)));
      },
    );
  };
  change('cancel', 'cancelFlowExecution', 'Cancel an execution that has not ended', async (org, id) => {
    await org.transaction((tx) => cancelExecution(tx, org, id));
    return id;
  });
  change('retry', 'retryFlowExecution', 'Begin a failed execution again at the card that failed', async (org, id) => {
    await org.transaction((tx) => retryExecution(tx, org, id));
    return id;
  });
  change('rerun', 'rerunFlowExecution', 'Start the flow of an execution anew with the same input', (org, id) =>
    org.transaction((tx) => rerunExecution(tx, org, options, id)),
  );
}
