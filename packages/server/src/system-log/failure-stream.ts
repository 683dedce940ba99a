import { describeReason, type ImportReason, type ImportReasonCode, type LogEvent } from '@headwater/protocol';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { EventType } from './event-types.ts';
import type { Narrowing } from './filter/narrowing.ts';
import { jobData, partyOf, type RecordJob, type RecordParties } from './import-parties.ts';
import { logEntry } from './log-entry.ts';
import { SYSTEM } from './record-event.ts';
import {
  all,
  type KeyedRow,
  keyColumns,
  type LogStream,
  ofTable,
  ordering,
  type StreamTable,
  scanTable,
} from './scan.ts';

/** The type of a failure whose mapped value the directory refused. */
const REFUSED = 'app.user_management.update_from_master_failed' satisfies EventType;

const FAILURE_TYPES = [
  'system.import.user.create',
  'system.import.user.update',
  'system.import.user.delete',
  REFUSED,
] as const satisfies readonly EventType[];

type FailureType = (typeof FAILURE_TYPES)[number];

const REFUSALS: ReadonlySet<ImportReasonCode> = new Set<ImportReasonCode>([
  'userValueMissing',
  'userValueInvalid',
  'notUniqueWithinOrg',
]);

/** What decides the type of a record's failure. */
export interface Failure {
  readonly action: 'upsert' | 'delete';
  /** Whether the source knew the record before. */
  readonly known: boolean;
  readonly reason: ImportReasonCode | null;
}

/** The event type of a record that was not applied (import-semantics 4.2). */
export function failureType(failure: Failure): FailureType {
  if (failure.reason !== null && REFUSALS.has(failure.reason)) return REFUSED;
  if (failure.action === 'delete') return 'system.import.user.delete';
  return failure.known ? 'system.import.user.update' : 'system.import.user.create';
}

interface FailureRow extends KeyedRow, RecordParties, RecordJob {
  readonly action: 'upsert' | 'delete';
  readonly known: boolean;
  readonly reason: ImportReasonCode | null;
  readonly notes: string | null;
}

const table: StreamTable = {
  number: 2,
  table: 'import_records',
  id: ['import_id', 'number'],
  idText: raw(`t.import_id || '/' || t.number`),
  idValues: (row) => {
    const slash = row.lastIndexOf('/');
    return [row.slice(0, slash), Number(row.slice(slash + 1))];
  },
};

/** A record that makes its source user, to wait for a decision, names a status but no version it was planned on. */
const KNOWN = sql`(t.source_user_id IS NOT NULL AND (t.source_version IS NOT NULL OR t.source_status IS NULL))`;

/** Records that an import could not apply: one FAILURE entry each. */
export const failureStream: LogStream = {
  number: table.number,
  async read(tx, request) {
    const { range, limit } = request;
    const narrowed = conditionsOf(range.narrowing);
    if (narrowed === null) return { rows: [], ended: true, cost: 0 };
    return scanTable<FailureRow>(
      tx,
      table,
      request,
      {
        within: narrowed,
        selective: false,
        read: (conditions) =>
          tx.query<FailureRow>(sql`
            SELECT ${keyColumns(table)}, t.action, t.reason, t.notes, t.external_id, t.login_key, t.import_id,
              t.source_user_id, t.user_id, ${KNOWN} AS known, i.session_id, i.source_id, s.label AS source_label,
              u.profile->>'login' AS login, u.profile->>'firstName' AS first_name, u.profile->>'lastName' AS last_name
            FROM (
              SELECT t.* FROM import_records t WHERE ${all([...conditions, ...ofTable(table), ...narrowed])}
              ORDER BY ${ordering(table, range)} LIMIT ${limit}
            ) t
            LEFT JOIN imports i ON i.id = t.import_id
            LEFT JOIN identity_sources s ON s.id = i.source_id
            LEFT JOIN users u ON u.id = t.user_id
            ORDER BY ${ordering(table, range)}`),
      },
      (row) => [entryOf(request.orgId, row)],
    );
  },
};

/** Null when no failure of a record can pass. Failures are few enough to be searched without an index of their own. */
function conditionsOf(narrowing: Narrowing): readonly Sql[] | null {
  if (narrowing.result !== undefined && narrowing.result !== 'FAILURE') return null;
  const { types, targetId, transactionId, sessionId } = narrowing;
  if (types !== undefined && !FAILURE_TYPES.some((type) => types.has(type))) return null;
  const conditions: Sql[] = [];
  if (transactionId !== undefined) conditions.push(sql`t.import_id = ${transactionId}`);
  if (sessionId !== undefined) {
    conditions.push(sql`t.import_id = (SELECT id FROM imports WHERE session_id = ${sessionId})`);
  }
  if (targetId !== undefined) {
    conditions.push(sql`(t.user_id = ${targetId} OR t.source_user_id = ${targetId}
      OR t.import_id IN (SELECT id FROM imports WHERE source_id = ${targetId}))`);
  }
  return conditions;
}

function entryOf(orgId: string, row: FailureRow): LogEvent {
  const reason = reasonOf(row);
  const type = failureType(row);
  const roles =
    type === REFUSED ? (['user', 'sourceUser', 'source'] as const) : (['sourceUser', 'user', 'source'] as const);
  const field = reason?.data?.attribute;
  return logEntry(
    { orgId, stream: table.number, row: row.row, index: 0 },
    {
      micros: row.micros,
      type,
      outcome: 'FAILURE',
      reason: reason === null ? null : describeReason(reason),
      actor: SYSTEM,
      targets: roles.flatMap((role) => partyOf(row, role) ?? []),
      transaction: { type: 'JOB', id: row.import_id },
      debug: {
        ...jobData(row),
        ...(field === undefined ? {} : { error_field: field }),
        ...(reason === null ? {} : { error_code: reason.code }),
      },
    },
  );
}

/** The reason with its data, which is the first note (`import_records.notes`). */
function reasonOf(row: FailureRow): ImportReason | null {
  if (row.reason === null) return null;
  // The engine writes notes as a list of reasons.
  const notes = row.notes === null ? [] : (JSON.parse(row.notes) as readonly ImportReason[]);
  const noted = notes.find((note) => note.code === row.reason);
  return noted ?? { code: row.reason };
}
