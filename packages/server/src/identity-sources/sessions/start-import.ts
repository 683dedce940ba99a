import { nextSessionStatus, type Session } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { importJob } from '../../imports/import-job.ts';
import type { NewJob } from '../../jobs/enqueue.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { sourceParty } from '../identity-source.ts';
import { onSession, requireActive, type SessionPath } from './on-session.ts';
import { toSession } from './session-row.ts';
import { wrongStatus } from './wrong-status.ts';

/** Puts a job on the queue, inside the transaction. */
export type EnqueueImport = (tx: Transaction, job: NewJob) => Promise<unknown>;

/**
 * Triggers a session: an import of what was loaded, of whatever classes, is queued. Throws `sessionNotStartable`, which says in what
 * status it can be, or `notFound`.
 */
export function startImport(org: Org, path: SessionPath, act: Act, enqueue: EnqueueImport): Promise<Session> {
  return onSession(org, path, async (tx, session) => {
    requireActive(org, { id: session.sourceId, status: session.sourceStatus });
    const status = nextSessionStatus(session.status, 'start', org.choices);
    if (status === undefined) throw wrongStatus(org, session, 'start');
    const now = org.clock.now();
    const importId = org.ids.next('import');
    await tx.execute(sql`
      UPDATE sessions SET status = ${status}, triggered = ${now}, last_updated = ${now} WHERE id = ${session.id}`);
    await tx.execute(sql`
      INSERT INTO imports (id, session_id, source_id, status, created, total)
      VALUES (${importId}, ${session.id}, ${session.sourceId}, 'QUEUED', ${now}, ${session.staged})`);
    await enqueue(tx, importJob({ org: org.name, sourceId: session.sourceId }));
    await recordEvent(tx, {
      at: now,
      type: 'system.import.session.triggered',
      ...act,
      targets: [sourceParty({ id: session.sourceId, label: session.sourceLabel })],
      debug: { session_id: session.id, instance_id: session.sourceId, job_id: importId },
    });
    return toSession({ ...session, status, lastUpdated: now }, org.choices);
  });
}
