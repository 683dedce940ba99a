import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** A request to the authorization server. */
export interface OAuthRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `http://host` or `https://host` as the client wrote it, and the prefix of a test org. */
  readonly origin: string;
  /** Only these headers reach the authorization server. */
  readonly contentType?: string | undefined;
  readonly authorization?: string | undefined;
  readonly proof?: string | undefined;
  readonly body?: Buffer | undefined;
}

export interface OAuthAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly json: unknown;
}

/** What handles requests, as a provider gives it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Lets a handler answer a request without a socket, so that what reaches it and what leaves it passes through our own server: its
 * hosts and proxies, limits and headers. Throws a TypeError for an answer that is not JSON.
 */
export async function runProvider(handle: Handler, incoming: IncomingMessage): Promise<OAuthAnswer> {
  const outgoing = new ServerResponse(incoming);
  let body: unknown;
  outgoing.end = (chunk?: unknown) => {
    body = chunk;
    return outgoing;
  };
  await handle(incoming, outgoing);
  return { status: outgoing.statusCode, headers: outgoing.getHeaders(), json: parse(body) };
}

/** A request as Node's HTTP server would hand it over. */
export function toIncoming(request: OAuthRequest): IncomingMessage {
  const { protocol, host, pathname } = new URL(request.origin);
  const incoming = Object.assign(
    new IncomingMessage(Object.assign(new Socket(), { encrypted: protocol === 'https:' })),
    // The library's addresses, which clients sign, begin with it.
    { baseUrl: pathname.replace(/\/$/, '') },
  );
  const { body } = request;
  incoming.method = request.method;
  incoming.url = request.path;
  incoming.headers = Object.fromEntries(
    Object.entries({
      host,
      accept: 'application/json',
      authorization: request.authorization,
      dpop: request.proof,
      'content-type': request.contentType,
      'content-length': body === undefined ? undefined : `${body.length}`,
    }).filter(([, value]) => value !== undefined),
  );
  if (body !== undefined) incoming.push(body);
  incoming.push(null);
  return incoming;
}

function parse(chunk: unknown): unknown {
  if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) throw new TypeError('The provider answered without a body');
  return JSON.parse(chunk.toString('utf8'));
}
