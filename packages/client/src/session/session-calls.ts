import { ClientError } from '../client-error.ts';
import type { OrgConnection, OrgRequest, OrgResponse } from '../http/org-connection.ts';
import { hasStatus } from '../http/org-error.ts';
import { requestPath } from '../http/request-path.ts';
import type { OnWait } from '../timing.ts';
import { readSession, readSessions, type Session } from './session.ts';

/** The last segment of a bulk load's address (identity-sources-api 2.6 to 2.11). */
export type BulkOperation =
  | 'bulk-upsert'
  | 'bulk-delete'
  | 'bulk-groups-upsert'
  | 'bulk-groups-delete'
  | 'bulk-group-memberships-upsert'
  | 'bulk-group-memberships-delete';

/** One bulk load, ready to send. */
export interface BulkLoad {
  readonly operation: BulkOperation;
  /** JSON text. */
  readonly body: string;
}

/** The sessions that the org lists, and the time there. */
export interface SessionList {
  readonly sessions: readonly Session[];
  /** Milliseconds since 1970 by the org's clock; by ours where the answer has no `Date`. */
  readonly at: number;
}

/** The calls of the session API, one request each; nothing is decided here. */
export interface SessionCalls {
  readonly org: OrgConnection;
  readonly sourceId: string;
  readonly signal: AbortSignal | undefined;
  readonly onWait: OnWait | undefined;
  /** Not repeated when the connection drops: a second try could meet our own first session. */
  create(): Promise<Session>;
  list(): Promise<SessionList>;
  /** `undefined`: there is no such session (404, or a 400 about the session id: D7). */
  get(sessionId: string): Promise<Session | undefined>;
  cancel(sessionId: string): Promise<void>;
  load(sessionId: string, load: BulkLoad): Promise<void>;
  /** `undefined`: accepted, but the answer does not describe the session. */
  start(sessionId: string): Promise<Session | undefined>;
}

export interface SessionCallsOptions {
  readonly org: OrgConnection;
  /** Id of the identity source, `0oa…`. */
  readonly sourceId: string;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: OnWait | undefined;
}

export function sessionCalls({ org, sourceId, signal, onWait }: SessionCallsOptions): SessionCalls {
  const send = (
    method: OrgRequest['method'],
    segments: readonly string[],
    body?: string,
    special: Partial<OrgRequest> = {},
  ): Promise<OrgResponse> =>
    org.request({
      method,
      path: requestPath(['api', 'v1', 'identity-sources', sourceId, 'sessions', ...segments]),
      ...(body === undefined ? {} : { body }),
      signal,
      onWait,
      ...special,
    });

  return {
    org,
    sourceId,
    signal,
    onWait,
    create: async () => {
      // Not aborted in flight: the org would be left with a session whose id nobody knows.
      signal?.throwIfAborted();
      const { body } = await send('POST', [], undefined, { signal: undefined });
      return readSession(body) ?? unreadable(org, 'create a session', body);
    },
    list: async () => {
      const { headers, body } = await send('GET', []);
      const date = typeof headers.date === 'string' ? Date.parse(headers.date) : Number.NaN;
      return {
        sessions: readSessions(body) ?? unreadable(org, 'list the sessions', body),
        at: Number.isNaN(date) ? org.timing.clock.now().getTime() : date,
      };
    },
    get: async (sessionId) => {
      try {
        const { body } = await send('GET', [sessionId]);
        return readSession(body) ?? unreadable(org, 'read a session', body);
      } catch (error) {
        if (hasStatus(error, 400, 404)) return undefined;
        throw error;
      }
    },
    cancel: async (sessionId) => {
      await send('DELETE', [sessionId]);
    },
    load: async (sessionId, { operation, body }) => {
      await send('POST', [sessionId, operation], body);
    },
    start: async (sessionId) => readSession((await send('POST', [sessionId, 'start-import'])).body),
  };
}

function unreadable(org: OrgConnection, what: string, body: unknown): never {
  const seen = (JSON.stringify(body) ?? String(body)).slice(0, 120);
  throw new ClientError(
    'orgAnswerUnreadable',
    `${org.url} was asked to ${what} and answered ${seen}. Check that the address is that of an org.`,
  );
}
