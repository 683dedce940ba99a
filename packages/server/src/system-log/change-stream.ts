import type { LifecycleEffect, LinkEffect, LogEvent, RecordOutcome } from '@headwater/protocol';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { type DirectChange, type DirectParties, directEntry } from './direct-change.ts';
import type { Narrowing } from './filter/narrowing.ts';
import { importConditions } from './import-conditions.ts';
import { IMPORT_EVENT_TARGETS, importEvents } from './import-events.ts';
import { jobData, partyOf, type RecordJob } from './import-parties.ts';
import { type ChangeDetails, logEntry } from './log-entry.ts';
import { SYSTEM } from './record-event.ts';
import { all, type KeyedRow, keyColumns, type LogStream, ordering, type StreamTable, scanTable } from './scan.ts';

/** A change that an applied record of an import stands for. */
interface ImportChange {
  readonly type: null;
  /** Null when the record is no longer kept. */
  readonly outcome: RecordOutcome | null;
  readonly link: LinkEffect | null;
  readonly lifecycle: LifecycleEffect | null;
  readonly user_before: string | null;
  readonly user_after: string | null;
}

type ChangeRow = KeyedRow & DirectParties & RecordJob & (DirectChange | ImportChange);

const table: StreamTable = {
  number: 1,
  table: 'changes',
  id: ['id'],
  idText: raw('t.id::text'),
  idValues: (row) => [row],
};

/** Changes of directory objects: by people and programs one entry each, by imports what their record stands for. */
export const changeStream: LogStream = {
  number: table.number,
  async read(tx, request) {
    const { range, limit } = request;
    const search = searchOf(range.narrowing);
    if (search === null) return { rows: [], ended: true, cost: 0 };
    return scanTable<ChangeRow>(
      tx,
      table,
      request,
      {
        within: search.within,
        selective: search.beyond.length > 0,
        read: (conditions) =>
          tx.query<ChangeRow>(sql`
            SELECT ${keyColumns(table)}, t.object_id, t.import_id, t.type, t.actor, t.detail,
              r.outcome, r.link, r.lifecycle, r.user_before, r.user_after,
              coalesce(r.external_id, a.external_id) AS external_id, r.login_key, i.session_id,
              CASE WHEN t.type IS NULL THEN r.source_user_id ELSE a.id END AS source_user_id,
              coalesce(r.user_id, u.id, t.detail->>'member') AS user_id, s.id AS source_id, s.label AS source_label,
              u.profile->>'login' AS login, u.profile->>'firstName' AS first_name, u.profile->>'lastName' AS last_name,
              g.name AS group_name
            FROM (
              SELECT t.* FROM changes t ${search.beyond.length > 0 ? JOIN_RECORD : EMPTY}
              WHERE ${all([...conditions, ...search.beyond])}
              ORDER BY ${ordering(table, range)} LIMIT ${limit}
            ) t
            ${JOIN_RECORD}
            LEFT JOIN imports i ON i.id = t.import_id
            LEFT JOIN source_users a ON a.id = t.object_id AND t.type IS NOT NULL
            LEFT JOIN identity_sources s ON s.id = coalesce(i.source_id, a.source_id, t.object_id)
            LEFT JOIN users u ON u.id = coalesce(r.user_id, a.user_id, t.detail->>'member', t.object_id)
            LEFT JOIN groups g ON g.id = t.object_id
            ORDER BY ${ordering(table, range)}`),
      },
      (row) =>
        row.type === null
          ? importEntries(request.orgId, row, row)
          : [directEntry({ orgId: request.orgId, stream: table.number, row: row.row, index: 0 }, row.micros, row, row)],
    );
  },
};

const JOIN_RECORD = sql`LEFT JOIN import_records r ON r.import_id = t.import_id AND r.number = t.record_number`;
const EMPTY = sql``;

interface Search {
  readonly within: readonly Sql[];
  readonly beyond: readonly Sql[];
}

/** How the narrowing becomes conditions; null when no change can pass. */
function searchOf(narrowing: Narrowing): Search | null {
  if (narrowing.result !== undefined && narrowing.result !== 'SUCCESS') return null;
  const within: Sql[] = [];
  const beyond: Sql[] = [];
  if (narrowing.transactionId !== undefined) {
    const id = narrowing.transactionId;
    within.push(...duringImport(sql`id = ${id}`));
    beyond.push(sql`(t.import_id = ${id} OR t.detail->'client'->>'requestId' = ${id})`);
  }
  if (narrowing.sessionId !== undefined) {
    const session = sql`session_id = ${narrowing.sessionId}`;
    within.push(...duringImport(session));
    beyond.push(sql`t.import_id = (SELECT id FROM imports WHERE ${session})`);
  }
  if (narrowing.targetId !== undefined) {
    const target = targetSearch(narrowing.targetId);
    within.push(...target.within);
    beyond.push(...target.beyond);
  }
  if (narrowing.types !== undefined) {
    const types = [...narrowing.types];
    beyond.push(sql`(${join([sql`t.type = ANY(${types})`, ...importConditions(narrowing.types)], ' OR ')})`);
  }
  return { within, beyond };
}

/** An import writes between its beginning and its end, which the key by time finds at once. */
function duringImport(which: Sql): readonly Sql[] {
  return [
    sql`t.at >= coalesce((SELECT created FROM imports WHERE ${which}), '-infinity')`,
    sql`t.at <= coalesce((SELECT finished FROM imports WHERE ${which}), 'infinity')`,
  ];
}

/**
 * An import's change is kept under its user, or under its source user while no user is linked; a person's under what they changed,
 * that of a membership under the group.
 */
function targetSearch(id: string): Search {
  if (id.startsWith('00u')) {
    const sources = sql`ARRAY(SELECT id FROM source_users WHERE user_id = ${id})`;
    const ofGroups = sql`t.type IN ('group.user_membership.add', 'group.user_membership.remove') AND t.detail->>'member' = ${id}`;
    return { within: [sql`(t.object_id = ANY(${sources} || ${id}::text) OR (${ofGroups}))`], beyond: [] };
  }
  if (id.startsWith('0oa')) {
    const beyond = sql`(t.object_id = ${id} OR t.import_id IN (SELECT id FROM imports WHERE source_id = ${id})
      OR (t.type IS NOT NULL AND EXISTS (SELECT FROM source_users o WHERE o.id = t.object_id AND o.source_id = ${id})))`;
    return { within: [], beyond: [beyond] };
  }
  return { within: [], beyond: [sql`(t.object_id = ${id} OR r.source_user_id = ${id})`] };
}

function importEntries(orgId: string, row: ChangeRow, change: ImportChange): readonly LogEvent[] {
  if (change.outcome === null) return [];
  const types = importEvents({
    outcome: change.outcome,
    link: change.link,
    lifecycle: change.lifecycle,
    linked: row.user_id !== null,
    profileWritten: change.user_after !== null && change.user_after !== '{}',
  });
  return types.map((type, index) =>
    logEntry(
      { orgId, stream: table.number, row: row.row, index },
      {
        micros: row.micros,
        type,
        actor: SYSTEM,
        targets: IMPORT_EVENT_TARGETS[type].flatMap((role) => {
          const party = partyOf(row, role);
          if (party === null) return [];
          if (type !== 'user.account.update_profile') return [party];
          return [{ ...party, changeDetails: profileChange(change) }];
        }),
        transaction: { type: 'JOB', id: row.import_id },
        debug: jobData(row),
      },
    ),
  );
}

function profileChange(change: ImportChange): ChangeDetails {
  const after = parseProfile(change.user_after);
  const before = parseProfile(change.user_before);
  return {
    from: { profile: Object.fromEntries(Object.keys(after).map((name) => [name, before[name] ?? null])) },
    to: { profile: after },
  };
}

function parseProfile(text: string | null): Readonly<Record<string, unknown>> {
  // The engine writes profiles as JSON objects.
  return text === null ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}
