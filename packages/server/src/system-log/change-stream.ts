import type { LifecycleEffect, LinkEffect, LogEvent, RecordOutcome } from '@headwater/protocol';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Narrowing } from './filter/narrowing.ts';
import { importConditions } from './import-conditions.ts';
import { IMPORT_EVENT_TARGETS, importEvents } from './import-events.ts';
import { fullName, jobData, partyOf, type RecordJob, type RecordParties } from './import-parties.ts';
import { type ChangeDetails, logEntry, target } from './log-entry.ts';
import { type EventClient, type Party, SYSTEM } from './record-event.ts';
import { all, type KeyedRow, keyColumns, type LogStream, ordering, type StreamTable, scanTable } from './scan.ts';

/** A change by a person or a program: its own event. */
interface DirectChange {
  readonly type: string;
  readonly actor: Party | null;
  readonly detail: ChangeDetail | null;
}

interface ChangeDetail {
  readonly profile?: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly status?: readonly [unknown, unknown];
  readonly client?: EventClient;
}

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

type ChangeRow = KeyedRow & RecordParties & RecordJob & { readonly object_id: string } & (DirectChange | ImportChange);

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
              coalesce(r.user_id, u.id) AS user_id, s.id AS source_id, s.label AS source_label,
              u.profile->>'login' AS login, u.profile->>'firstName' AS first_name, u.profile->>'lastName' AS last_name
            FROM (
              SELECT t.* FROM changes t ${search.beyond.length > 0 ? JOIN_RECORD : EMPTY}
              WHERE ${all([...conditions, ...search.beyond])}
              ORDER BY ${ordering(table, range)} LIMIT ${limit}
            ) t
            ${JOIN_RECORD}
            LEFT JOIN imports i ON i.id = t.import_id
            LEFT JOIN source_users a ON a.id = t.object_id AND t.type IS NOT NULL
            LEFT JOIN identity_sources s ON s.id = coalesce(i.source_id, a.source_id, t.object_id)
            LEFT JOIN users u ON u.id = coalesce(r.user_id, a.user_id, t.object_id)
            ORDER BY ${ordering(table, range)}`),
      },
      (row) => (row.type === null ? importEntries(request.orgId, row, row) : [directEntry(request.orgId, row, row)]),
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

/** An import's change is kept under its user, or under its source user while no user is linked; a person's under what they changed. */
function targetSearch(id: string): Search {
  if (id.startsWith('00u')) {
    const sources = sql`ARRAY(SELECT id FROM source_users WHERE user_id = ${id})`;
    return { within: [sql`t.object_id = ANY(${sources} || ${id}::text)`], beyond: [] };
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

function directEntry(orgId: string, row: ChangeRow, change: DirectChange): LogEvent {
  const client = change.detail?.client ?? null;
  return logEntry(
    { orgId, stream: table.number, row: row.row, index: 0 },
    {
      micros: row.micros,
      type: change.type,
      actor: change.actor ?? SYSTEM,
      targets: directTargets(row, change),
      client,
      transaction: client === null ? { type: 'JOB', id: null } : { type: 'WEB', id: client.requestId },
      debug: {},
    },
  );
}

/** The changed object with what changed; for a source user also its user and its source. */
function directTargets(row: ChangeRow, change: DirectChange): LogEvent['target'] {
  const details = changeDetails(change.detail);
  const parties =
    row.source_user_id === null
      ? [partyOf(row, 'user') ?? partyOf(row, 'source') ?? objectOf(row)]
      : (['sourceUser', 'user', 'source'] as const).flatMap((role) => partyOf(row, role) ?? []);
  const [changed, ...others] = parties;
  if (changed === undefined) return [];
  return [details === undefined ? changed : { ...changed, changeDetails: details }, ...others];
}

/** An object that is no longer there, by its id alone. */
function objectOf(row: ChangeRow): LogEvent['target'][number] {
  const prefix = row.object_id.slice(0, 3);
  return target({ id: row.object_id, type: OBJECT_TYPES[prefix] ?? 'Unknown', displayName: fullName(row) });
}

const OBJECT_TYPES: Readonly<Record<string, string>> = {
  '00u': 'User',
  '0ua': 'AppUser',
  '00g': 'UserGroup',
  '0oa': 'AppInstance',
};

function changeDetails(detail: ChangeDetail | null): ChangeDetails | undefined {
  if (detail === null) return undefined;
  const profile = Object.entries(detail.profile ?? {});
  if (profile.length === 0 && detail.status === undefined) return undefined;
  const side = (index: 0 | 1) => ({
    ...(profile.length === 0
      ? {}
      : { profile: Object.fromEntries(profile.map(([name, pair]) => [name, pair[index]])) }),
    ...(detail.status === undefined ? {} : { status: detail.status[index] }),
  });
  return { from: side(0), to: side(1) };
}
