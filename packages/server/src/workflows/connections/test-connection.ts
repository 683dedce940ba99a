import type { FlowConnectionTest } from '@headwater/protocol';
import { authorize, CardError, type Connection, type HttpPort, type TokenCache } from '@headwater/workflows';

const TIMEOUT_MILLISECONDS = 15_000;

/** What a test needs of the process. */
export interface TestParts {
  /** To the outside, as flows have it. */
  readonly http: HttpPort;
  readonly tokens: TokenCache;
}

/**
 * Calls the other system with the credentials of a connection: an org for one user, another system at its base URL. An answer below 400
 * is good. Of `oauth-client` without a base URL, the token is all that is asked for. Never rejects for what the other system does.
 */
export async function testConnection(connection: Connection, { http, tokens }: TestParts): Promise<FlowConnectionTest> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const path = pathOf(connection);
  const request = {
    connection: null,
    method: 'GET',
    url: path ?? tokenUrlOf(connection) ?? '',
    headers: { Accept: 'application/json' },
    body: null,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    callId: `test of ${connection.id}`,
  };
  if (request.url === '') {
    return { ok: false, status: null, message: 'The connection has no base URL, so that there is nothing to call' };
  }
  try {
    const ready = await authorize(connection, request, { tokens, http, signal });
    if (path === null) return { ok: true, status: null, message: 'The token endpoint gave a token' };
    const { status } = await http.send(ready, signal);
    return { ok: status < 400, status, message: `GET ${ready.url} answered ${status}` };
  } catch (error) {
    if (error instanceof CardError) {
      return { ok: false, status: error.facts.statusCode ?? null, message: error.message };
    }
    throw error;
  }
}

/** A path on the connection's own host; null when it has none. */
function pathOf({ kind, settings }: Connection): string | null {
  if (kind === 'okta') return '/api/v1/users?limit=1';
  return settings.baseUrl === undefined ? null : '/';
}

function tokenUrlOf(connection: Connection): string | null {
  return connection.kind === 'oauth-client' ? connection.settings.tokenUrl : null;
}
