import { ApiError, notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { SourceStatus } from '../identity-source.ts';
import { expireIdleSessions, isIdle } from './expire-sessions.ts';
import { SESSION_COLUMNS, type SessionRow } from './session-row.ts';

/** A session by the two ids of its path. */
export interface SessionPath {
  readonly sourceId: string;
  readonly sessionId: string;
}

/** A session together with what of its source matters to it. */
export interface SessionOfSource extends SessionRow {
  readonly sourceLabel: string;
  readonly sourceStatus: SourceStatus;
  /** Whether the source takes groups and memberships. */
  readonly importsGroups: boolean;
}

/**
 * Runs `work` on a session whose row is locked, so that loads, starts and cancels of it happen one after the other. A session
 * that is idle for too long is expired first, and stays so even when `work` then refuses it. Throws `notFound` for an unknown
 * source; for a session that is unknown or of another source `notFound`, too, or `unknownSessionId`, as the org's switch
 * `unknownSession` says.
 */
export async function onSession<T>(
  org: Org,
  path: SessionPath,
  work: (tx: Transaction, session: SessionOfSource) => Promise<T>,
): Promise<T> {
  const outcome = await org.transaction(async (tx): Promise<{ readonly value: T } | { readonly error: ApiError }> => {
    const session = await findSession(tx, org, path, 'lock');
    if (!isIdle(org, session)) return { value: await work(tx, session) };
    await expireIdleSessions(tx, org, path);
    try {
      return { value: await work(tx, await findSession(tx, org, path, 'lock')) };
    } catch (error) {
      if (error instanceof ApiError) return { error };
      throw error;
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** Finds a session, and locks its row if asked. Throws `notFound` as {@link onSession}. */
export async function findSession(
  tx: Transaction,
  org: Org,
  { sourceId, sessionId }: SessionPath,
  mode: 'read' | 'lock',
): Promise<SessionOfSource> {
  const lock = mode === 'lock' ? sql`FOR UPDATE OF sessions` : sql``;
  const [session] = await tx.query<SessionOfSource>(sql`
    SELECT ${SESSION_COLUMNS}, source.label AS "sourceLabel", source.status AS "sourceStatus",
           coalesce((source.settings ->> 'importGroups')::boolean, true) AS "importsGroups"
    FROM sessions JOIN identity_sources AS source ON source.id = sessions.source_id
    WHERE sessions.id = ${sessionId} AND sessions.source_id = ${sourceId} ${lock}`);
  if (session !== undefined) return session;
  const sources = await tx.query(sql`SELECT FROM identity_sources WHERE id = ${sourceId}`);
  if (sources.length === 0) throw notFound(sourceId, 'AppInstance');
  throw org.choices.unknownSession === '400' ? new ApiError('unknownSessionId') : notFound(sessionId, 'ImportSession');
}

/**
 * Refuses new data for a source that is out of service (identity-sources-api 4.2 #15): with `validationFailed`, or with
 * `notFound` where the org's switch `inactiveSource` says so.
 */
export function requireActive(org: Org, source: { readonly id: string; readonly status: SourceStatus }): void {
  if (source.status === 'ACTIVE') return;
  if (org.choices.inactiveSource === '404') throw notFound(source.id, 'AppInstance');
  throw validationFailed('identitySourceId', [`The identity source ${source.id} is not active.`]);
}
