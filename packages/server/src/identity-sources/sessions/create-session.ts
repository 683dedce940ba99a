import { ApiError, notFound, type Session } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { type SourceStatus, sourceParty } from '../identity-source.ts';
import { expireIdleSessions } from './expire-sessions.ts';
import { requireActive } from './on-session.ts';
import { type SessionRow, toSession } from './session-row.ts';

interface LockedSource {
  readonly id: string;
  readonly label: string;
  readonly status: SourceStatus;
}

/**
 * Creates a session, unless {@link isBlocked} says no: `sessionConflict`. Of concurrent creates exactly one wins. Throws
 * `notFound`, too, and what `requireActive` throws.
 */
export function createSession(org: Org, sourceId: string, act: Act): Promise<Session> {
  return org.transaction(async (tx) => {
    const source = await lockSource(tx, sourceId);
    requireActive(org, source);
    await expireIdleSessions(tx, org, { sourceId });
    if (await isBlocked(tx, org, sourceId)) throw new ApiError('sessionConflict');
    const session = await insertSession(tx, org, sourceId);
    await recordEvent(tx, {
      at: session.created,
      type: 'system.import.session.created',
      ...act,
      targets: [sourceParty(source)],
      debug: { session_id: session.id, instance_id: sourceId },
    });
    return toSession(session, org.choices);
  });
}

async function lockSource(tx: Transaction, sourceId: string): Promise<LockedSource> {
  // Weaker than FOR UPDATE: sessions that refer to the source go on.
  const [source] = await tx.query<LockedSource>(
    sql`SELECT id, label, status FROM identity_sources WHERE id = ${sourceId} FOR NO KEY UPDATE`,
  );
  if (source === undefined) throw notFound(sourceId, 'AppInstance');
  return source;
}

interface ActiveSessions {
  readonly active: number;
  /** CREATED or IN_PROGRESS. */
  readonly open: number;
  /** Triggered less than the cooldown ago. */
  readonly hot: number;
  /** Created or triggered less than the cooldown ago. */
  readonly recent: number;
}

/**
 * Whether the sessions that a source has are in the way of another one: by rule M1, M2 or M3 of identity-sources-api D10, as the
 * org's switch `createConflict` says.
 */
async function isBlocked(tx: Transaction, org: Org, sourceId: string): Promise<boolean> {
  const { active, open, hot, recent } = await countActive(tx, org, sourceId);
  switch (org.choices.createConflict) {
    case 'exclusive':
      return open >= org.limits.sessionMaxOpen || hot > 0;
    case 'rate':
      return recent > 0;
    case 'strict':
      return active > 0;
  }
}

async function countActive(tx: Transaction, org: Org, sourceId: string): Promise<ActiveSessions> {
  const cooled = new Date(org.clock.now().getTime() - org.limits.createCooldownSeconds * 1000);
  const [counts] = await tx.query<ActiveSessions>(sql`
    SELECT count(*) AS active,
           count(*) FILTER (WHERE status IN ('CREATED', 'IN_PROGRESS')) AS open,
           count(*) FILTER (WHERE status = 'TRIGGERED' AND triggered > ${cooled}) AS hot,
           count(*) FILTER (WHERE coalesce(triggered, created) > ${cooled}) AS recent
    FROM sessions WHERE source_id = ${sourceId} AND status IN ('CREATED', 'IN_PROGRESS', 'TRIGGERED')`);
  return counts ?? { active: 0, open: 0, hot: 0, recent: 0 };
}

async function insertSession(tx: Transaction, org: Org, sourceId: string): Promise<SessionRow> {
  const now = org.clock.now();
  const session: SessionRow = {
    id: org.ids.next('session'),
    sourceId,
    status: 'CREATED',
    created: now,
    lastUpdated: now,
    lastWrite: now,
    triggered: null,
    processing: false,
    bulkRequests: 0,
    staged: 0,
  };
  await tx.execute(sql`
    INSERT INTO sessions (id, source_id, status, created, last_updated, last_write)
    VALUES (${session.id}, ${sourceId}, ${session.status}, ${now}, ${now}, ${now})`);
  return session;
}
