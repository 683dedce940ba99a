import { listedStatuses, type Session } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { getIdentitySource } from '../identity-source.ts';
import { expireIdleSessions, isIdle } from './expire-sessions.ts';
import { findSession, type SessionPath } from './on-session.ts';
import { SESSION_COLUMNS, type SessionRow, toSession } from './session-row.ts';

/** One session in whatever state. Throws `notFound`. */
export async function getSession(org: Org, path: SessionPath): Promise<Session> {
  const session = await org.read((tx) => findSession(tx, org, path, 'read'));
  if (!isIdle(org, session)) return toSession(session, org.choices);
  return org.transaction(async (tx) => {
    await expireIdleSessions(tx, org, path);
    return toSession(await findSession(tx, org, path, 'read'), org.choices);
  });
}

/**
 * The sessions of a source that its list holds: the active ones, newest first, unless the org's switches `listedSessions` and
 * `listOrder` say otherwise (identity-sources-api D3). Throws `notFound`.
 */
export async function listSessions(org: Org, sourceId: string): Promise<readonly Session[]> {
  const sessions = await readListed(org, sourceId);
  return sessions.map((session) => toSession(session, org.choices));
}

async function readListed(org: Org, sourceId: string): Promise<readonly SessionRow[]> {
  const sessions = await org.read((tx) => findListed(tx, org, sourceId));
  if (!sessions.some((session) => isIdle(org, session))) return sessions;
  return org.transaction(async (tx) => {
    await expireIdleSessions(tx, org, { sourceId });
    return findListed(tx, org, sourceId);
  });
}

async function findListed(tx: Transaction, org: Org, sourceId: string): Promise<readonly SessionRow[]> {
  await getIdentitySource(tx, sourceId);
  const order = org.choices.listOrder === 'oldestFirst' ? sql`created, id` : sql`created DESC, id DESC`;
  return tx.query<SessionRow>(sql`
    SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE source_id = ${sourceId} AND status = ANY(${listedStatuses(org.choices)})
    ORDER BY ${order}`);
}
