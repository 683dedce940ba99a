import {
  FLOW_KINDS,
  Flow as FlowBody,
  FlowChange,
  FlowClientToken,
  FlowDetails,
  FlowSwitched,
  notFound,
} from '@headwater/protocol';
import { exportFlow, readPack } from '@headwater/workflows';
import type { FastifyRequest } from 'fastify';
import sql, { join } from 'sql-template-tag';
import Type from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { actOf } from '../../http/act-of.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { isBehind, positionAfter } from '../named-position.ts';
import { fileHeaders } from '../packs/file-headers.ts';
import { getPack } from '../packs/pack.ts';
import { readContent } from '../packs/programs.ts';
import { changeSettings, rotateClientToken } from './change-flow.ts';
import { type Flow, getFlow, selectFlows } from './flow.ts';
import { presentFlow, presentFlowDetails } from './present-flow.ts';
import { type Switched, switchOff, switchOn } from './switch-flow.ts';

const FLOWS = '/api/v1/headwater/flows';
const FLOW = `${FLOWS}/:flowId`;
const tags = ['Flow'];
const READ = { scope: 'headwater' } as const;
/** Flows can read and change the whole org. */
const CHANGE = { access: 'administer', scope: 'headwater' } as const;
const Params = Type.Object({ flowId: Type.String() });
const PAGE = { usual: 50, largest: 200 };

/** Flows of packs: what they are, whether they are on, how they run. Starting them and their executions have a room of their own. */
export const flowsRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addReading(app);
  addExport(app);
  addChange(app);
  addSwitch(app);
  addClientToken(app);
};

function addReading(app: App): void {
  app.get(
    FLOWS,
    {
      config: READ,
      schema: {
        operationId: 'listFlows',
        summary: 'List flows, by name',
        tags,
        querystring: Type.Object({
          packId: Type.Optional(Type.String()),
          kind: Type.Optional(Type.Enum([...FLOW_KINDS])),
          isOn: Type.Optional(Type.Boolean()),
          q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name, in any case' })),
          gone: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Also flows that the newest version of their pack has no more',
            }),
          ),
          limit: limitParameter(PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowBody) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const conditions = [sql`true`];
      if (query.packId !== undefined) conditions.push(sql`pack_id = ${query.packId}`);
      if (query.kind !== undefined) conditions.push(sql`kind = ${query.kind}`);
      if (query.isOn !== undefined) conditions.push(sql`is_on = ${query.isOn}`);
      if (query.q !== undefined) conditions.push(sql`position(lower(${query.q}) in lower(name)) > 0`);
      if (query.gone !== true) conditions.push(sql`NOT is_gone`);
      if (query.after !== undefined) conditions.push(isBehind(query.after));
      const found = await org.read((tx) => selectFlows(tx, join(conditions, ' AND '), size + 1));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(
        request,
        reply,
        page.map(presentFlow),
        last === undefined ? null : { after: positionAfter(last) },
      );
    },
  );
  app.get(
    FLOW,
    {
      config: READ,
      schema: {
        operationId: 'getFlow',
        summary: 'Retrieve a flow: what it takes, gives, calls and needs',
        tags,
        params: Params,
        response: { 200: FlowDetails },
      },
    },
    async (request) => request.org.read((tx) => details(tx, request, request.params.flowId)),
  );
}

function addExport(app: App): void {
  app.get(
    `${FLOW}/export`,
    {
      config: READ,
      schema: {
        operationId: 'exportFlow',
        summary: 'Retrieve a flow as a file of its own, with what it needs',
        tags,
        params: Params,
        response: { 200: Type.Unknown({ description: 'The file' }) },
      },
    },
    async ({ org, params }, reply) => {
      const { flow, content } = await org.read(async (tx) => {
        const found = await getFlow(tx, params.flowId);
        if (found.isGone) throw notFound(params.flowId, 'Flow');
        const pack = await getPack(tx, found.packId);
        return { flow: found, content: await readContent(tx, pack.id, pack.version) };
      });
      const text = exportFlow(readPack(content), flow.packFlowId);
      return reply.headers(fileHeaders('application/json', `${flow.name}.flow`)).send(Buffer.from(text));
    },
  );
}

function addChange(app: App): void {
  app.patch(
    FLOW,
    {
      config: CHANGE,
      schema: {
        operationId: 'updateFlow',
        summary: 'Change how a flow runs, or switch it',
        description:
          'Settings that are not sent stay, null goes back to the default. Helpers must be on before what calls them.',
        tags,
        params: Params,
        body: FlowChange,
        response: { 200: FlowDetails },
      },
    },
    async (request) => {
      const { org, params, body, origin } = request;
      const id = params.flowId;
      return org.transaction(async (tx) => {
        if (body.settings !== undefined) await changeSettings(tx, org, id, body.settings);
        if (body.isOn === true) await switchOn(tx, org, id, { withHelpers: false, origin }, actOf(request));
        if (body.isOn === false) await switchOff(tx, org, id, { withCallers: false }, actOf(request));
        return details(tx, request, id);
      });
    },
  );
}

function addSwitch(app: App): void {
  const add = (
    verb: 'on' | 'off',
    others: 'helpers' | 'callers',
    description: string,
    flip: (tx: Transaction, request: FastifyRequest, id: string, withOthers: boolean) => Promise<Switched>,
  ): void => {
    app.post(
      `${FLOW}/${verb}`,
      {
        config: CHANGE,
        schema: {
          operationId: verb === 'on' ? 'switchFlowOn' : 'switchFlowOff',
          summary: `Switch a flow ${verb}`,
          description,
          tags,
          params: Params,
          querystring: Type.Object({ with: Type.Optional(Type.Literal(others)) }),
          response: { 200: FlowSwitched },
        },
      },
      async (request) => {
        const { org, params, query } = request;
        return org.transaction(async (tx) => {
          const { also, warnings } = await flip(tx, request, params.flowId, query.with === others);
          return { flow: await details(tx, request, params.flowId), alsoSwitched: [...also], warnings: [...warnings] };
        });
      },
    );
  };
  add(
    'on',
    'helpers',
    'Refused with every reason when something that it needs is missing. `with=helpers`: with the helpers that it calls, directly or not.',
    (tx, request, id, withHelpers) =>
      switchOn(tx, request.org, id, { withHelpers, origin: request.origin }, actOf(request)),
  );
  add(
    'off',
    'callers',
    'A helper that flows which are on call is refused (409). `with=callers`: with all that call it, directly or not.',
    (tx, request, id, withCallers) => switchOff(tx, request.org, id, { withCallers }, actOf(request)),
  );
}

function addClientToken(app: App): void {
  app.post(
    `${FLOW}/client-token`,
    {
      config: CHANGE,
      schema: {
        operationId: 'rotateFlowClientToken',
        summary: 'Make a new client token for an endpoint',
        description: 'Shown this once; the one before is refused from now on.',
        tags,
        params: Params,
        response: { 201: FlowClientToken },
      },
    },
    async ({ org, params }, reply) => {
      const clientToken = await org.transaction((tx) => rotateClientToken(tx, org, params.flowId));
      return reply.code(201).send({ clientToken, created: org.clock.now().toISOString() });
    },
  );
}

async function details(tx: Transaction, { org, origin }: FastifyRequest, id: string) {
  const flow: Flow = await getFlow(tx, id);
  return presentFlowDetails(tx, org, flow, origin);
}
