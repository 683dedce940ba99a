import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text as readText } from 'node:stream/consumers';

/** One request, as it goes on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One answer, as it came. */
export interface WireAnswer {
  readonly status: number;
  /** Values by lower-case name; a header that is repeated has several. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
}

/** Sends a request and gives its answer. Rejects when the connection breaks before the answer is complete. */
export type Exchange = (request: WireRequest) => Promise<WireAnswer>;

/** How long one answer may take, in milliseconds. */
const PATIENCE = 60_000;

/** An {@link Exchange} with an org, of which nothing is changed: no library follows, retries or decodes. */
export function exchangeWith(url: string): Exchange {
  const base = new URL(url);
  const send = base.protocol === 'https:' ? requestHttps : requestHttp;
  const prefix = base.pathname.replace(/\/$/, '');
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = send(
        base,
        { method, path: prefix + path, headers: withLength(method, headers, body) },
        (incoming) => {
          readText(incoming).then((text) => resolve(toAnswer(incoming, text)), reject);
        },
      );
      outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error(`No answer within ${PATIENCE / 1000} seconds`)));
      outgoing.once('error', reject);
      outgoing.end(body);
    });
}

/** Clients say that there is no body (identity-sources-api 1). */
function withLength(method: string, headers: WireRequest['headers'], body: string | undefined): WireRequest['headers'] {
  const sends = body !== undefined || method === 'POST' || method === 'PUT' || method === 'PATCH';
  return sends ? { ...headers, 'Content-Length': String(Buffer.byteLength(body ?? '')) } : headers;
}

function toAnswer({ statusCode = 0, rawHeaders }: IncomingMessage, text: string): WireAnswer {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), rawHeaders[index + 1] ?? ''];
  }
  return { status: statusCode, headers, text };
}
