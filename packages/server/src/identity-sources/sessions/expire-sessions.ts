import { type SessionStatus, statusesFor } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { recordEvent, SYSTEM } from '../../system-log/record-event.ts';
import { sourceParty } from '../identity-source.ts';
import type { SessionPath } from './on-session.ts';
import type { SessionRow } from './session-row.ts';

/** The instant before which an open session was last active when it is idle for too long. */
function idleSince(org: Org): Date {
  return new Date(org.clock.now().getTime() - org.limits.sessionInactivitySeconds * 1000);
}

/** The statuses in which sessions of the org expire: none where they never do (identity-sources-api D8, D9). */
function expiringStatuses(org: Org): readonly SessionStatus[] {
  return org.choices.sessionActivity === 'never' ? [] : statusesFor('expire', org.choices);
}

/** Whether an open session is idle for too long: 24 hours since its last activity (identity-sources-api D8, D9). */
export function isIdle(org: Org, session: SessionRow): boolean {
  return expiringStatuses(org).includes(session.status) && session.lastWrite <= idleSince(org);
}

/**
 * Tells that a request names a session. It is an activity of the session, unless it is idle for too long already, where the org's switch
 * `sessionActivity` says `requests`; otherwise nothing happens.
 */
export async function noteRequest(org: Org, { sourceId, sessionId }: SessionPath): Promise<void> {
  if (org.choices.sessionActivity !== 'requests') return;
  await org.transaction((tx) =>
    tx.execute(sql`
      UPDATE sessions SET last_write = ${org.clock.now()}
      WHERE id = ${sessionId} AND source_id = ${sourceId} AND status = ANY(${expiringStatuses(org)})
        AND last_write > ${idleSince(org)}`),
  );
}

interface Expired {
  readonly id: string;
  readonly sourceId: string;
  readonly label: string;
}

/** Which sessions are looked at; those of the whole org when nothing is said. */
export interface ExpireScope {
  readonly sourceId?: string;
  readonly sessionId?: string;
}

/** Expires the open sessions that are idle for too long: what was uploaded is deleted, and each is an event. Gives how many. */
export async function expireIdleSessions(tx: Transaction, org: Org, scope: ExpireScope = {}): Promise<number> {
  const { sourceId = null, sessionId = null } = scope;
  const now = org.clock.now();
  const expired = await tx.query<Expired>(sql`
    UPDATE sessions SET status = 'EXPIRED', last_updated = ${now}, finished = ${now}
    FROM identity_sources AS source
    WHERE source.id = sessions.source_id AND sessions.status = ANY(${expiringStatuses(org)})
      AND sessions.last_write <= ${idleSince(org)}
      AND (${sourceId}::text IS NULL OR sessions.source_id = ${sourceId})
      AND (${sessionId}::text IS NULL OR sessions.id = ${sessionId})
    RETURNING sessions.id, sessions.source_id AS "sourceId", source.label`);
  if (expired.length === 0) return 0;
  await tx.execute(sql`DELETE FROM bulk_loads WHERE session_id = ANY(${expired.map(({ id }) => id)})`);
  for (const session of expired) {
    await recordEvent(tx, {
      at: now,
      type: 'system.import.session.expired',
      actor: SYSTEM,
      targets: [sourceParty({ id: session.sourceId, label: session.label })],
      debug: { session_id: session.id, instance_id: session.sourceId },
    });
  }
  return expired.length;
}

/** The sweep of one org, for a schedule. Requests expire what they touch by themselves; this finds what nobody touches. */
export function expireSessions(org: Org): Promise<number> {
  return org.transaction((tx) => expireIdleSessions(tx, org));
}
