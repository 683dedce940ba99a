import type { Choices, Session, SessionStatus } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import { wholeSeconds } from '../whole-seconds.ts';

/** A session as it is stored, with what decides about it. */
export interface SessionRow {
  readonly id: string;
  readonly sourceId: string;
  readonly status: SessionStatus;
  readonly created: Date;
  readonly lastUpdated: Date;
  /** The last activity, from which inactivity counts: what is one is for the org to say (identity-sources-api D9). */
  readonly lastWrite: Date;
  readonly triggered: Date | null;
  /** Whether its import is being worked on, and neither waits nor has ended. */
  readonly processing: boolean;
  /** Accepted bulk loads that count towards the limit. */
  readonly bulkRequests: number;
  /** Entities of all loads. */
  readonly staged: number;
}

/** The columns of `sessions` as a {@link SessionRow}. */
export const SESSION_COLUMNS: Sql = sql`
  sessions.id, sessions.source_id AS "sourceId", sessions.status, sessions.created, sessions.last_updated AS "lastUpdated",
  sessions.last_write AS "lastWrite", sessions.triggered, sessions.bulk_requests AS "bulkRequests", sessions.staged,
  sessions.status = 'TRIGGERED' AND EXISTS (
    SELECT FROM imports WHERE imports.session_id = sessions.id AND imports.status IN ('PLANNING', 'APPLYING')) AS processing`;

/** The session as the wire shows it. One whose import is worked on may be shown in another status (`processingStatus`). */
export function toSession(row: SessionRow, choices: Pick<Choices, 'processingStatus'>): Session {
  return {
    id: row.id,
    identitySourceId: row.sourceId,
    status: row.processing ? choices.processingStatus : row.status,
    importType: 'INCREMENTAL',
    created: wholeSeconds(row.created),
    lastUpdated: wholeSeconds(row.lastUpdated),
  };
}
