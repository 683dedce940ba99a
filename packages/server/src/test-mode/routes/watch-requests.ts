import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../database/database.ts';
import { sendError } from '../../http/answer-errors.ts';
import { silentLog } from '../../http/log.ts';
import type { RequestContext } from '../../http/request-context.ts';
import { pathOf } from '../../http/request-url.ts';
import type { App } from '../../http/room.ts';
import type { Org } from '../../orgs/org.ts';
import { errorOf, takeFault } from '../faults/armed-faults.ts';
import type { RequestFault } from '../faults/fault.ts';
import { matchesRequest } from '../faults/match-request.ts';
import { recordExchange } from '../recording/exchanges.ts';
import { KeptBody, keptText } from '../recording/kept-body.ts';
import { cutOff } from './cut-off.ts';
import { describeExchange, operationOf } from './describe-exchange.ts';

/** Paths of test mode itself: nothing goes wrong with them, and nothing of them is recorded. */
export const TEST_PATH = '/api/v1/headwater/test';

/** A request with this header, whatever its value, is treated like one of test mode itself: it is the tester's, not the client's. */
const UNWATCHED_HEADER = 'x-headwater-unwatched';

/** What is known of a request under way. */
interface Watched {
  readonly org: Org;
  readonly body: KeptBody;
  /** On the org's clock, and on one that never stands still. */
  readonly started: { readonly at: Date; readonly tick: number };
  fault: RequestFault | null;
}

/** Makes faults happen to requests of orgs in test mode, and records them; those of other orgs pass by. After admission, and last of all `onSend`. */
export function addTestMode(app: App, context: RequestContext, database: Database): void {
  const watched = new WeakMap<IncomingMessage, Watched>();
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());

  /** Undefined for what is not watched. Also what admission refuses is: it never comes to the hook below. */
  function watch(request: FastifyRequest): Watched | undefined {
    const known = watched.get(request.raw);
    if (known !== undefined) return known;
    const org = context.orgOf(request);
    if (org?.testMode === undefined || isTesters(request)) return undefined;
    const begun = { org, body: new KeptBody(), started: { at: org.clock.now(), tick: performance.now() }, fault: null };
    watched.set(request.raw, begun);
    return begun;
  }

  app.addHook('onRequest', async (request, reply) => {
    const seen = watch(request);
    if (seen === undefined) return;
    seen.fault = await takeRequestFault(database, seen.org, request);
    if (seen.fault !== null) await happen(seen.fault, seen.org, reply, closing.signal);
    if (seen.fault?.kind === 'status' || seen.fault?.kind === 'error') return reply;
    if (seen.fault?.kind !== 'drop' || seen.fault.when !== 'before') return;
    await record(request, reply, seen, null);
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  });

  app.addHook('preParsing', async (request, _reply, payload) => {
    const hasBody = Number(request.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in request.headers;
    const seen = hasBody ? watch(request) : undefined;
    return seen === undefined ? payload : seen.body.watch(request.raw);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const seen = watch(request);
    if (seen === undefined) return payload;
    await record(request, reply, seen, { status: reply.statusCode, body: keptText(payload) });
    return seen.fault === null ? payload : cutOff(seen.fault, request, reply, payload);
  });

  /** Written before the answer goes out, so that who has the answer finds it. */
  function record(
    request: FastifyRequest,
    reply: FastifyReply,
    { org, body, started, fault }: Watched,
    response: { readonly status: number; readonly body: string | null } | null,
  ): Promise<void> {
    const facts = { requestBody: body.text, started, response, fault };
    return recordExchange(database, org.name, describeExchange(request, reply, facts));
  }
}

function isTesters(request: FastifyRequest): boolean {
  return UNWATCHED_HEADER in request.headers || request.url.startsWith(`${TEST_PATH}/`);
}

async function takeRequestFault(database: Database, org: Org, request: FastifyRequest): Promise<RequestFault | null> {
  const { identitySourceId } = (request.params ?? {}) as Readonly<Record<string, string | undefined>>;
  const subject = {
    method: request.method,
    path: pathOf(request.url),
    operationId: operationOf(request),
    identitySourceId,
  };
  const armed = await database.inPlatform((tx) =>
    takeFault(tx, org.name, ({ match, fault }) => fault.kind !== 'import' && matchesRequest(match, subject)),
  );
  return armed === undefined || armed.fault.kind === 'import' ? null : armed.fault;
}

/** What of a fault happens before the request is processed. */
async function happen(fault: RequestFault, org: Org, reply: FastifyReply, closing: AbortSignal): Promise<void> {
  switch (fault.kind) {
    case 'status': {
      const isText = typeof fault.body === 'string';
      reply.code(fault.status);
      if (fault.body !== undefined) reply.header('content-type', isText ? 'text/plain' : 'application/json');
      reply.headers(fault.headers ?? {});
      reply.send(fault.body === undefined || isText ? fault.body : JSON.stringify(fault.body));
      return;
    }
    case 'error':
      // Nothing for the server's log: it is meant to be.
      sendError(new ApiError(errorOf(fault.errorCode) ?? 'internal'), reply.request, reply, {
        log: silentLog,
        choices: org.choices,
      });
      return;
    case 'rateLimited': {
      const reset = Math.ceil(org.clock.now().getTime() / 1000) + (fault.resetSeconds ?? 60);
      reply.headers({ 'x-rate-limit-remaining': 0, 'x-rate-limit-reset': reset });
      throw new ApiError('rateLimited');
    }
    case 'latency':
      // A server that is being closed does not wait.
      await delay(fault.milliseconds, undefined, { ref: false, signal: closing }).catch(() => undefined);
      return;
    case 'drop':
    case 'truncate':
      return;
  }
}
