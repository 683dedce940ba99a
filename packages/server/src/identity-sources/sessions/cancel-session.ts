import { nextSessionStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { sourceParty } from '../identity-source.ts';
import { onSession, type SessionPath } from './on-session.ts';
import { wrongStatus } from './wrong-status.ts';

/** Closes an open session and deletes what was uploaded; the session stays readable. Throws `sessionNotCancelable` or `notFound`. */
export function cancelSession(org: Org, path: SessionPath, act: Act): Promise<void> {
  return onSession(org, path, async (tx, session) => {
    const status = nextSessionStatus(session.status, 'cancel', org.choices);
    if (status === undefined) throw wrongStatus(org, session, 'cancel');
    const now = org.clock.now();
    await tx.execute(sql`
      UPDATE sessions SET status = ${status}, last_updated = ${now}, finished = ${now} WHERE id = ${session.id}`);
    await tx.execute(sql`DELETE FROM bulk_loads WHERE session_id = ${session.id}`);
    await recordEvent(tx, {
      at: now,
      type: 'system.import.session.cancelled',
      ...act,
      targets: [sourceParty({ id: session.sourceId, label: session.sourceLabel })],
      debug: { session_id: session.id, instance_id: session.sourceId },
    });
  });
}
