import type { CountersByClass } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { countRecords } from './counters.ts';
import { countUploads } from './folds.ts';
import { counterData, recordFailedExpressions, recordImportEvent } from './import-events.ts';
import type { ImportRow } from './import-row.ts';
import type { ImportRun } from './import-run.ts';

/** Counts what was done, ends import and session, and says so in the System Log. */
export async function finishImport(tx: Transaction, run: ImportRun, row: ImportRow): Promise<void> {
  const now = run.org.clock.now();
  const counters = await countRecords(tx, row.id);
  const failed = run.basis.choices.partialFailure === 'error' && hasOnlyErrors(counters);
  await tx.execute(sql`
    UPDATE imports SET status = 'COMPLETED', finished = ${now}, applied = ${countUploads(run.folds)},
                       counters = ${JSON.stringify(counters)}
     WHERE id = ${row.id}`);
  await tx.execute(sql`
    UPDATE sessions SET status = ${failed ? 'ERROR' : 'COMPLETED'}, finished = ${now}, last_updated = ${now}
     WHERE id = ${row.session_id}`);
  await recordImportEvent(tx, row, 'system.import.object_creation.complete', now);
  await recordFailedExpressions(tx, row, run.basis, now);
  const debugOf = (name: keyof CountersByClass) => ({ debug: counterData(counters[name], row.started, now) });
  await recordImportEvent(tx, row, 'system.import.user.complete', now, debugOf('users'));
  if (run.folds.groups.total > 0) {
    await recordImportEvent(tx, row, 'system.import.group.complete', now, debugOf('groups'));
  }
  if (run.folds.memberships.total > 0) {
    await recordImportEvent(tx, row, 'system.import.group_membership.complete', now, debugOf('memberships'));
  }
  await recordImportEvent(tx, row, 'system.import.complete', now, {
    ...debugOf('users'),
    ...(failed ? { outcome: 'FAILURE', reason: 'Every record of the session failed' } : {}),
  });
}

/** Whether there were records, and not one of them went through. */
function hasOnlyErrors(counters: CountersByClass): boolean {
  const classes = Object.values(counters);
  const errors = classes.reduce((sum, counts) => sum + counts.errors, 0);
  const scanned = classes.reduce((sum, counts) => sum + counts.scanned, 0);
  return errors > 0 && errors === scanned;
}
