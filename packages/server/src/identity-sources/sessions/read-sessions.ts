import type { Session } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { getIdentitySource } from '../identity-source.ts';
import { expireIdleSessions, isIdle } from './expire-sessions.ts';
import { findSession, type SessionPath } from './on-session.ts';
import { SESSION_COLUMNS, type SessionRow, toSession } from './session-row.ts';

/** One session in whatever state. Throws `notFound`. */
export async function getSession(org: Org, path: SessionPath): Promise<Session> {
  const session = await org.read((tx) => findSession(tx, path, 'read'));
  if (!isIdle(org, session)) return toSession(session);
  return org.transaction(async (tx) => {
    await expireIdleSessions(tx, org, path);
    return toSession(await findSession(tx, path, 'read'));
  });
}

/** The active sessions of a source, newest first (identity-sources-api D3, reading A). Throws `notFound`. */
export async function listSessions(org: Org, sourceId: string): Promise<readonly Session[]> {
  const sessions = await org.read((tx) => activeSessions(tx, sourceId));
  if (!sessions.some((session) => isIdle(org, session))) return sessions.map(toSession);
  return org.transaction(async (tx) => {
    await expireIdleSessions(tx, org, { sourceId });
    return (await activeSessions(tx, sourceId)).map(toSession);
  });
}

async function activeSessions(tx: Transaction, sourceId: string): Promise<readonly SessionRow[]> {
  await getIdentitySource(tx, sourceId);
  return tx.query<SessionRow>(sql`
    SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE source_id = ${sourceId} AND status IN ('CREATED', 'IN_PROGRESS', 'TRIGGERED')
    ORDER BY created DESC, id DESC`);
}
