import type { ObjectCounters } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { sourceParty } from '../identity-sources/identity-source.ts';
import type { EventType } from '../system-log/event-types.ts';
import { type Event, recordEvent, SYSTEM } from '../system-log/record-event.ts';
import type { ImportRow } from './import-row.ts';
import type { Basis } from './plan/basis.ts';

/** The import that an event speaks of; one of a single record has no session. */
export type ImportOfEvent = Pick<ImportRow, 'id' | 'source_id'> & { readonly session_id: string | null };

/** Records an event of an import's course, with the debug data of import-semantics 4.2. */
export async function recordImportEvent(
  tx: Transaction,
  row: ImportOfEvent,
  type: EventType,
  at: Date,
  more: Pick<Event, 'outcome' | 'reason' | 'debug'> = {},
): Promise<void> {
  const [source] = await tx.query<{ id: string; label: string }>(
    sql`SELECT id, label FROM identity_sources WHERE id = ${row.source_id}`,
  );
  await recordEvent(tx, {
    ...more,
    at,
    type,
    actor: SYSTEM,
    targets: source === undefined ? [] : [sourceParty(source)],
    debug: {
      job_id: row.id,
      session_id: row.session_id,
      instance_id: row.source_id,
      AppName: source?.label ?? null,
      import_type: 'Incremental',
      import_trigger: 'Manual action',
      ...more.debug,
    },
  });
}

/** Counters under the names of the published event catalogue. */
export function counterData(
  counters: Pick<ObjectCounters, 'scanned' | 'added' | 'updated' | 'unchanged' | 'removed' | 'errors'>,
  started: Date | null,
  finished: Date,
): NonNullable<Event['debug']> {
  return {
    total_objects: counters.scanned,
    added_objects: counters.added,
    updated_objects: counters.updated,
    unchanged_objects: counters.unchanged,
    deleted_objects: counters.removed,
    error_objects: counters.errors,
    total_time: elapsed(started === null ? 0 : finished.getTime() - started.getTime()),
  };
}

/** `1 minute and 10 seconds`, as people read it. */
function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return plural(seconds, 'second');
  return rest === 0 ? plural(minutes, 'minute') : `${plural(minutes, 'minute')} and ${plural(rest, 'second')}`;
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** One event per import names the expressions that failed in it (import-semantics 1.6). */
export async function recordFailedExpressions(
  tx: Transaction,
  row: ImportOfEvent,
  basis: Basis,
  at: Date,
): Promise<void> {
  const failed = await tx.query<{ attribute: string }>(sql`
    SELECT DISTINCT note -> 'data' ->> 'attribute' AS attribute
      FROM import_records, json_array_elements(notes::json) AS note
     WHERE import_id = ${row.id} AND notes LIKE '%"expressionFailed"%' AND note ->> 'code' = 'expressionFailed'
     ORDER BY 1`);
  if (failed.length === 0) return;
  const expressions = failed.map(({ attribute }) => basis.mapping[attribute]?.expression ?? attribute);
  await recordImportEvent(tx, row, 'application.appuser.mapping.invalid.expression', at, {
    outcome: 'FAILURE',
    debug: { expressions: expressions.join('\n') },
  });
}
