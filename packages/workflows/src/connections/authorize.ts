import type { HttpPort, HttpRequest, HttpResponse } from '../run/ports.ts';
import type { Connection } from './connection-kinds.ts';
import { resolveUrl } from './resolve-url.ts';
import type { TokenCache } from './token-cache.ts';

export interface AuthorizeDeps {
  readonly tokens: TokenCache;
  /** Sends to the outside as it is told; fetches tokens. */
  readonly http: HttpPort;
  readonly signal: AbortSignal;
}

/**
 * The request with the address and the credentials of its connection, and no connection any more, ready for the door to the outside.
 * Credentials replace a header of the same name. Throws a CardError `invalid_input` for a URL that the connection does not lead to,
 * `connection` when no token can be had.
 */
export async function authorize(
  connection: Connection,
  request: HttpRequest,
  deps: AuthorizeDeps,
): Promise<HttpRequest> {
  const url = resolveUrl(connection, request.url);
  const header = await credentials(connection, request, deps);
  const headers = header === null ? request.headers : withHeader(request.headers, header);
  return { ...request, connection: null, url, headers };
}

/**
 * Sends a request with a connection's credentials. A token that is refused with 401 is fetched anew, and the request sent once more.
 */
export async function sendAuthorized(
  connection: Connection,
  request: HttpRequest,
  deps: AuthorizeDeps,
): Promise<HttpResponse> {
  const first = await authorize(connection, request, deps);
  const response = await deps.http.send(first, deps.signal);
  if (response.status !== 401 || connection.kind !== 'oauth-client') return response;
  deps.tokens.forget(connection.id, bearerOf(first));
  return deps.http.send(await authorize(connection, request, deps), deps.signal);
}

type Header = readonly [name: string, value: string];

async function credentials(connection: Connection, request: HttpRequest, deps: AuthorizeDeps): Promise<Header | null> {
  switch (connection.kind) {
    case 'none':
      return null;
    case 'basic':
      return ['Authorization', `Basic ${base64(`${connection.settings.username}:${connection.secret.password}`)}`];
    case 'header':
      return [connection.settings.headerName, connection.secret.headerValue];
    case 'okta':
      return ['Authorization', `${connection.settings.scheme ?? 'SSWS'} ${connection.secret.token}`];
    case 'oauth-client':
      return ['Authorization', `Bearer ${await deps.tokens.token(connection, { ...deps, request })}`];
  }
}

function withHeader(headers: HttpRequest['headers'], [name, value]: Header): HttpRequest['headers'] {
  const others = Object.entries(headers).filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  return Object.fromEntries([...others, [name, value]]);
}

function bearerOf({ headers }: HttpRequest): string {
  return (headers.Authorization ?? '').slice('Bearer '.length);
}

/** Of UTF-8, as RFC 7617 has it for names and passwords beyond ASCII. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
