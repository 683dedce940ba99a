import type { ImportReason, Profile } from '@headwater/protocol';
import { type CopyValue, encodeCopyRow } from '../database/copy-text.ts';
import type { PlannedRecord, SourceUserStatus } from './plan/planned-record.ts';
import type { Decision } from './plan-state.ts';

/** Columns of `import_records` in the order in which rows are written. */
export const RECORD_COLUMNS = [
  'import_id',
  'number',
  'at',
  'action',
  'outcome',
  'external_id',
  'match',
  'link',
  'lifecycle',
  'reason',
  'notes',
  'source_user_id',
  'source_version',
  'source_status',
  'source_before',
  'source_after',
  'fingerprint',
  'user_id',
  'user_version',
  'user_status',
  'login_key',
  'email_key',
  'name_key',
  'exact_key',
  'user_before',
  'user_after',
] as const;

/** Columns of the receipt of a record to which nothing happened; the others are null. */
const PLAIN_COLUMNS = [
  'import_id',
  'number',
  'at',
  'action',
  'outcome',
  'external_id',
  'source_user_id',
  'user_id',
] as const satisfies readonly (typeof RECORD_COLUMNS)[number][];

/** Targets of COPY for whole and for plain receipts. */
export const RECORDS = `import_records (${RECORD_COLUMNS.join(', ')})`;
export const PLAIN_RECORDS = `import_records (${PLAIN_COLUMNS.join(', ')})`;

/** Whether the plain columns say everything about a record. */
export function isPlain({ outcome, source, user, match, notes }: PlannedRecord): boolean {
  return outcome === 'unchanged' && source === null && user === null && match === null && notes.length === 0;
}

/** The row of a plain record, as a line of COPY into the plain columns. */
export function encodePlain(importId: string, at: string, { record, sourceUserId, userId }: Decision): string {
  const { number, action, outcome, externalId } = record;
  return encodeCopyRow([importId, number, at, action, outcome, externalId, sourceUserId, userId]);
}

/** The row of a decision, as a line of COPY. */
export function encodeDecision(importId: string, at: string, decision: Decision): string {
  return encodeCopyRow(decisionRow(importId, at, decision));
}

/** The values of a decision in the order of `RECORD_COLUMNS`. */
export function decisionRow(importId: string, at: string, decision: Decision): readonly CopyValue[] {
  const { record } = decision;
  const { source, user } = record;
  return [
    importId,
    record.number,
    at,
    record.action,
    record.outcome,
    record.externalId,
    record.match,
    record.link,
    record.lifecycle,
    record.reason?.code,
    notesText(record),
    decision.sourceUserId,
    source?.version,
    source?.status,
    unlessEmpty(source?.before),
    source?.after,
    source?.fingerprint,
    decision.userId,
    user?.version,
    user?.status,
    user?.keys?.login,
    user?.keys?.email,
    user?.keys?.name,
    record.exactKey,
    unlessEmpty(user?.before),
    user?.after,
  ];
}

/** The row of an upload that came to nothing of its own. */
export function encodeRemark(
  importId: string,
  at: string,
  record: Pick<PlannedRecord, 'number' | 'action' | 'outcome' | 'externalId'>,
  reason: ImportReason,
): string {
  const { number, action, outcome, externalId } = record;
  const rest = RECORD_COLUMNS.slice(11).map(() => null);
  const notes = JSON.stringify([reason]);
  return encodeCopyRow([
    importId,
    number,
    at,
    action,
    outcome,
    externalId,
    null,
    null,
    null,
    reason.code,
    notes,
    ...rest,
  ]);
}

/** The reason stands first, with its data; remarks follow. */
function notesText({ reason, notes }: PlannedRecord): string | null {
  if (reason !== null) return JSON.stringify([reason, ...notes]);
  return notes.length === 0 ? null : JSON.stringify(notes);
}

function unlessEmpty(values: Profile | undefined): Profile | null {
  for (const _ in values) return values ?? null;
  return null;
}

/** A row of `import_records`, as it is read back. */
export interface RecordRow {
  readonly number: number;
  readonly at: Date;
  readonly action: PlannedRecord['action'];
  readonly outcome: PlannedRecord['outcome'];
  readonly external_id: string;
  readonly match: PlannedRecord['match'];
  readonly link: PlannedRecord['link'];
  readonly lifecycle: PlannedRecord['lifecycle'];
  readonly reason: ImportReason['code'] | null;
  readonly notes: string | null;
  readonly source_user_id: string | null;
  readonly source_version: number | null;
  readonly source_status: SourceUserStatus | null;
  readonly source_before: string | null;
  readonly source_after: string | null;
  readonly fingerprint: number | null;
  readonly user_id: string | null;
  readonly user_version: number | null;
  readonly user_status: NonNullable<PlannedRecord['user']>['status'] | null;
  readonly login_key: string | null;
  readonly email_key: string | null;
  readonly name_key: string | null;
  readonly exact_key: string | null;
  readonly user_before: string | null;
  readonly user_after: string | null;
}

/** The reason and the remarks of a row. */
export function readNotes(row: Pick<RecordRow, 'reason' | 'notes'>): {
  readonly reason: ImportReason | null;
  readonly notes: readonly ImportReason[];
} {
  const all = row.notes === null ? [] : (JSON.parse(row.notes) as readonly ImportReason[]);
  const [first, ...rest] = all;
  return row.reason === null || first === undefined ? { reason: null, notes: all } : { reason: first, notes: rest };
}

/** The decision that a row holds, for the records of the same import that come after it. */
export function decodeDecision(row: RecordRow): Decision {
  const keys = row.login_key === null ? undefined : { login: row.login_key, email: row.email_key, name: row.name_key };
  const created = row.link === 'created';
  const changesUser = keys !== undefined || row.user_status !== null || row.user_version !== null;
  return {
    sourceUserId: row.source_user_id,
    userId: row.user_id,
    record: {
      number: row.number,
      action: row.action,
      outcome: row.outcome,
      externalId: row.external_id,
      match: row.match,
      link: row.link,
      lifecycle: row.lifecycle,
      ...readNotes(row),
      sourceUserId: row.source_version === null ? null : row.source_user_id,
      userId: created ? null : row.user_id,
      source:
        row.source_status == null
          ? null
          : {
              version: row.source_version ?? undefined,
              status: row.source_status,
              matchType: null,
              before: parseProfile(row.source_before) ?? {},
              after: parseProfile(row.source_after),
              fingerprint: row.fingerprint,
            },
      user: changesUser
        ? {
            version: row.user_version ?? undefined,
            status: row.user_status ?? undefined,
            before: parseProfile(row.user_before) ?? {},
            after: parseProfile(row.user_after),
            keys,
          }
        : null,
      exactKey: row.exact_key,
    },
  };
}

function parseProfile(text: string | null | undefined): Profile | undefined {
  return text == null ? undefined : (JSON.parse(text) as Profile);
}
