import type { Session, SessionStatus } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/** A session as it is stored, with what decides about it. */
export interface SessionRow {
  readonly id: string;
  readonly sourceId: string;
  readonly status: SessionStatus;
  readonly created: Date;
  readonly lastUpdated: Date;
  /** The last successful write, from which inactivity counts. */
  readonly lastWrite: Date;
  readonly triggered: Date | null;
  /** Accepted bulk loads. */
  readonly bulkRequests: number;
  /** Entities of all loads. */
  readonly staged: number;
}

/** The columns of `sessions` as a {@link SessionRow}. */
export const SESSION_COLUMNS: Sql = sql`
  sessions.id, sessions.source_id AS "sourceId", sessions.status, sessions.created, sessions.last_updated AS "lastUpdated",
  sessions.last_write AS "lastWrite", sessions.triggered, sessions.bulk_requests AS "bulkRequests", sessions.staged`;

/** The session as the wire shows it. */
export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    identitySourceId: row.sourceId,
    status: row.status,
    importType: 'INCREMENTAL',
    created: toSeconds(row.created),
    lastUpdated: toSeconds(row.lastUpdated),
  };
}

/** Sessions show whole seconds (identity-sources-api 2.1). */
function toSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}.000Z`;
}
