import type { CountersByClass } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { RecordContext } from './on-record.ts';

/** Writes the import of one record: over before anybody sees it, so that no job ever works on it. Classes that are absent count nothing. */
export async function writeRecordImport(
  { tx, run, source, at }: RecordContext,
  counters: Partial<CountersByClass>,
): Promise<void> {
  await tx.later(sql`
    INSERT INTO imports (id, kind, source_id, status, created, started, finished, total, planned, applied, counters)
    VALUES (${run.importId}, 'RECORD', ${source.id}, 'COMPLETED', ${at}, ${at}, ${at}, 1, 1, 1, ${JSON.stringify(counters)})`);
}
