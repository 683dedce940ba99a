import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../../http/request-url.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { Exchange } from '../recording/exchange.ts';
import { redactBody } from '../recording/redact-body.ts';

/** Headers that prove who calls: their scheme is kept. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'dpop', 'proxy-authorization']);

/** What is known of an exchange when its answer is about to be sent. */
export interface ExchangeFacts {
  readonly requestBody: string | null;
  readonly started: { readonly at: Date; readonly tick: number };
  /** Null when the request is not processed. */
  readonly response: { readonly status: number; readonly body: string | null } | null;
  readonly fault: FaultKind | null;
}

/** An exchange as it is kept. */
export function describeExchange(
  request: FastifyRequest,
  reply: FastifyReply,
  { requestBody, started, response, fault }: ExchangeFacts,
): Omit<Exchange, 'number'> {
  return {
    started: started.at.toISOString(),
    milliseconds: Math.round((performance.now() - started.tick) * 1000) / 1000,
    operationId: operationOf(request) ?? null,
    request: {
      method: request.method,
      path: pathOf(request.url),
      query: request.url.slice(pathOf(request.url).length + 1),
      headers: headersOf(request.raw.headers),
      body: redactBody(operationOf(request), requestBody),
    },
    response:
      response === null
        ? null
        : {
            status: response.status,
            headers: headersOf(reply.getHeaders()),
            body: redactBody(operationOf(request), response.body),
          },
    fault,
  };
}

/** The operation of the OpenAPI document that a request means; undefined for an unknown path. */
export function operationOf(request: FastifyRequest): string | undefined {
  return request.is404 ? undefined : request.routeOptions.schema?.operationId;
}

function headersOf(
  headers: IncomingHttpHeaders | OutgoingHttpHeaders | ReturnType<FastifyReply['getHeaders']>,
): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String) : redact(name, String(value))]],
    ),
  );
}

function redact(name: string, value: string): string {
  if (!SECRET_HEADERS.has(name)) return value;
  const scheme = name.endsWith('authorization') ? /^\S+(?= )/.exec(value)?.[0] : undefined;
  return scheme === undefined ? '[redacted]' : `${scheme} [redacted]`;
}
