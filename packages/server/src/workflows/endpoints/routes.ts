import type { Readable } from 'node:stream';
import { ApiError, notFound } from '@headwater/protocol';
import type { HttpAnswer } from '@headwater/workflows';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Room } from '../../http/room.ts';
import { DRAIN_BYTES } from '../../json/json-stream.ts';
import type { Org } from '../../orgs/org.ts';
import { gathered } from '../executions/gathered.ts';
import { type EndpointFlow, findEndpoints } from '../executions/runnable-flow.ts';
import { answerHeaders } from './answer-headers.ts';
import { checkClientToken, TOKEN_HEADER, TOKEN_PARAMETER } from './client-token.ts';
import { endpointInput } from './endpoint-input.ts';
import type { EndpointRates } from './endpoint-rates.ts';
import { EXECUTION_HEADER } from './execution-header.ts';
import { type CallEndpoint, endpointCaller, type InvokeParts } from './invoke-endpoint.ts';

const INVOKE = '/api/flo/:alias/invoke';
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const tags = ['FlowEndpoint'];
const description =
  'Answers as the flow says: Return with 200 and JSON, Return Raw and Close as they are, a failure with the status of its error or 500. ' +
  'Without an answer within 60 seconds it is 504, and the flow goes on. `clientToken` or the header `x-api-client-token` opens the ' +
  'endpoints that need one.';

/** What the room needs. */
export interface EndpointsOptions extends InvokeParts {
  readonly rates: EndpointRates;
}

/** The flow of an address, or undefined. */
type FindEndpoint = (org: Org, alias: string) => Promise<EndpointFlow | undefined>;

/** Flows that are called by HTTP (workflows-format 5.9). */
export function endpointsRoom(options: EndpointsOptions): Room {
  const find: FindEndpoint = gathered(async (org, aliases) => {
    // No address has what the database cannot hold.
    const flows = await org.read(
      (tx) =>
        findEndpoints(
          tx,
          [...new Set(aliases)].filter((alias) => !alias.includes('\0')),
        ),
      { brief: true },
    );
    return aliases.map((alias) => flows.find((flow) => flow.alias === alias));
  });
  const call = endpointCaller(options);
  return (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request: FastifyRequest, stream: Readable) => readBytes(stream));
    const config = { access: 'public', bucket: '/api/flo' } as const;
    const params = Type.Object({ alias: Type.String() });
    const handle = (request: FastifyRequest, reply: FastifyReply) =>
      invoke({ rates: options.rates, find, call }, request, reply);
    app.get(
      INVOKE,
      { config, schema: { operationId: 'invokeFlowByGet', summary: 'Call a flow', description, tags, params } },
      handle,
    );
    app.post(
      INVOKE,
      { config, schema: { operationId: 'invokeFlow', summary: 'Call a flow with a body', description, tags, params } },
      handle,
    );
  };
}

interface Invocation {
  readonly rates: EndpointRates;
  readonly find: FindEndpoint;
  readonly call: CallEndpoint;
}

async function invoke(
  { rates, find, call }: Invocation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org } = request;
  // The schema of both routes.
  const { alias } = request.params as { readonly alias: string };
  const flow = await find(org, alias);
  // One that is off is not told apart from one that is not there.
  if (flow === undefined || !flow.isOn || flow.kind !== 'endpoint') throw notFound(alias, 'FlowEndpoint');
  const query = new URLSearchParams(/\?(.*)$/s.exec(request.url)?.[1] ?? '');
  const token = query.get(TOKEN_PARAMETER);
  const { [TOKEN_HEADER]: header, ...headers } = request.headers;
  if (flow.clientToken !== null) checkClientToken(flow.clientToken, [header ?? []].flat()[0], token);
  if (!(await rates.take(org, flow))) throw new ApiError('rateLimited');
  query.delete(TOKEN_PARAMETER);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const input = endpointInput({ headers, query: query.toString(), body });
  const { executionId, answer } = await call(org, flow, input);
  reply.header(EXECUTION_HEADER, executionId);
  return answer === null ? reply.code(504).send() : sendAnswer(reply, answer);
}

function sendAnswer(reply: FastifyReply, { statusCode, headers, body }: HttpAnswer): FastifyReply {
  const status = Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599 ? statusCode : 500;
  reply.code(status);
  reply.headers(answerHeaders(headers));
  if (status === 204 || status === 304) return reply.send();
  return reply.send(Buffer.from(body));
}

/** The body of a call, whatever its type. Throws `payloadTooLarge`. */
async function readBytes(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The request stream must not have an encoding');
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (length > MAX_BODY_BYTES + DRAIN_BYTES) break;
  }
  if (length > MAX_BODY_BYTES) throw new ApiError('payloadTooLarge', { data: { limit: '10 MB' } });
  return Buffer.concat(chunks);
}
