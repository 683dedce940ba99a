import type { LogEvent } from '@headwater/protocol';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Narrowing } from './filter/narrowing.ts';
import { type EntryFacts, logEntry, target } from './log-entry.ts';
import type { EventClient, EventTarget, Party } from './record-event.ts';
import { all, type KeyedRow, keyColumns, type LogStream, ordering, type StreamTable, scanTable } from './scan.ts';

interface EventRow extends KeyedRow {
  readonly type: string;
  readonly outcome: LogEvent['outcome']['result'];
  readonly reason: string | null;
  readonly actor: Party;
  readonly targets: readonly EventTarget[];
  readonly client: EventClient | null;
  readonly debug: Readonly<Record<string, unknown>>;
}

const table: StreamTable = {
  number: 0,
  table: 'events',
  id: ['id'],
  idText: raw('t.id::text'),
  idValues: (row) => [row],
};

/** Recorded events: one entry each. */
export const eventStream: LogStream = {
  number: table.number,
  read(tx, request) {
    const { range, limit } = request;
    const narrowed = conditionsOf(range.narrowing);
    return scanTable<EventRow>(
      tx,
      table,
      request,
      {
        within: [],
        selective: narrowed.length > 0,
        read: (conditions) =>
          tx.query<EventRow>(sql`
            SELECT ${keyColumns(table)}, t.type, t.outcome, t.reason, t.actor, t.targets, t.client, t.debug
            FROM events t WHERE ${all([...conditions, ...narrowed])}
            ORDER BY ${ordering(table, range)} LIMIT ${limit}`),
      },
      (row) => [entryOf(request.orgId, row)],
    );
  },
};

function conditionsOf(narrowing: Narrowing): readonly Sql[] {
  const conditions: Sql[] = [];
  if (narrowing.types !== undefined) conditions.push(sql`t.type = ANY(${[...narrowing.types]})`);
  if (narrowing.targetId !== undefined) {
    conditions.push(sql`t.targets @> ${JSON.stringify([{ id: narrowing.targetId }])}::jsonb`);
  }
  if (narrowing.result !== undefined) conditions.push(sql`t.outcome = ${narrowing.result}`);
  if (narrowing.sessionId !== undefined) conditions.push(sql`t.debug->>'session_id' = ${narrowing.sessionId}`);
  const id = narrowing.transactionId;
  if (id !== undefined) conditions.push(sql`(t.debug->>'job_id' = ${id} OR t.client->>'requestId' = ${id})`);
  return conditions;
}

function entryOf(orgId: string, row: EventRow): LogEvent {
  return logEntry(
    { orgId, stream: table.number, row: row.row, index: 0 },
    {
      micros: row.micros,
      type: row.type,
      outcome: row.outcome,
      reason: row.reason,
      actor: row.actor,
      targets: row.targets.map((party) => target(party, party.changeDetails)),
      client: row.client,
      transaction: transactionOf(row),
      debug: row.debug,
    },
  );
}

/** A request's own event belongs to the request, even when it speaks of a job. */
function transactionOf(row: EventRow): EntryFacts['transaction'] {
  if (row.client !== null) return { type: 'WEB', id: row.client.requestId };
  const job = row.debug.job_id;
  return { type: 'JOB', id: typeof job === 'string' ? job : null };
}
