import {
  DEFAULT_CHOICES,
  type LogEvent,
  type ManualClock,
  manualClock,
  type RecordOutcome,
  resolveLimits,
  resolveRateLimits,
  timeOrderedIds,
} from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../src/database/transaction.ts';
import type { Org } from '../../src/orgs/org.ts';
import { type LogPage, type LogQuery, readLog } from '../../src/system-log/read-log.ts';
import { createTestOrg } from '../support/database.ts';

/** An org with one source, one session and one import, and nothing in its log. */
export interface LogFixture {
  readonly org: Org;
  readonly clock: ManualClock;
  readonly sourceId: string;
  readonly sessionId: string;
  readonly importId: string;
  close(): Promise<void>;
}

export async function openLogFixture(): Promise<LogFixture> {
  const test = await createTestOrg();
  const clock = manualClock('2026-03-01T12:00:00.000Z');
  const org: Org = {
    id: '00oTESTORG0000000001',
    name: test.org,
    limitsProfile: 'okta',
    choices: DEFAULT_CHOICES,
    limits: resolveLimits('okta'),
    rateLimits: resolveRateLimits('okta'),
    clock,
    ids: timeOrderedIds(clock, () => 0.5),
    transaction: (work) => test.database.inOrg(test.org, work),
    read: (work) => test.database.inOrg(test.org, work, { readOnly: true }),
  };
  const [sourceId, sessionId, importId] = ['0oaSOURCE00000000001', 'apsSESSION0000000001', 'ij1IMPORT00000000001'];
  const now = clock.now();
  await org.transaction(async (tx) => {
    await tx.execute(sql`INSERT INTO identity_sources (id, label, settings, created, last_updated)
      VALUES (${sourceId}, 'HR', '{}', ${now}, ${now})`);
    await tx.execute(sql`INSERT INTO sessions (id, source_id, status, created, last_updated, last_write)
      VALUES (${sessionId}, ${sourceId}, 'TRIGGERED', ${now}, ${now}, ${now})`);
    await tx.execute(sql`INSERT INTO imports (id, session_id, source_id, status, created)
      VALUES (${importId}, ${sessionId}, ${sourceId}, 'APPLYING', ${now})`);
  });
  return { org, clock, sourceId, sessionId, importId, close: test.close };
}

export interface RecordInput {
  readonly number: number;
  readonly outcome: RecordOutcome;
  readonly action?: 'upsert' | 'delete';
  readonly link?: 'created' | 'matched' | 'moved';
  readonly lifecycle?: string;
  readonly reason?: string;
  readonly notes?: readonly unknown[];
  readonly sourceUserId?: string;
  readonly sourceVersion?: number;
  readonly userId?: string;
  readonly userBefore?: Readonly<Record<string, unknown>>;
  readonly userAfter?: Readonly<Record<string, unknown>>;
}

/** Writes an import record at the clock's time, as the plan does. */
export async function writeRecord(tx: Transaction, fixture: LogFixture, record: RecordInput): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await tx.execute(sql`
    INSERT INTO import_records (import_id, number, at, action, outcome, external_id, link, lifecycle, reason, notes,
      source_user_id, source_version, user_id, user_before, user_after)
    VALUES (${fixture.importId}, ${record.number}, ${fixture.clock.now()}, ${record.action ?? 'upsert'}, ${record.outcome},
      ${`E${record.number}`}, ${record.link ?? null}, ${record.lifecycle ?? null}, ${record.reason ?? null},
      ${json(record.notes)}, ${record.sourceUserId ?? null}, ${record.sourceVersion ?? null}, ${record.userId ?? null},
      ${json(record.userBefore)}, ${json(record.userAfter)})`);
}

/** Writes an import record and the change that applying it made. */
export async function applyRecord(tx: Transaction, fixture: LogFixture, record: RecordInput): Promise<void> {
  await writeRecord(tx, fixture, record);
  await tx.execute(sql`INSERT INTO changes (at, object_id, import_id, record_number)
    VALUES (${fixture.clock.now()}, ${record.userId ?? record.sourceUserId ?? ''}, ${fixture.importId}, ${record.number})`);
}

export async function writeUser(
  tx: Transaction,
  id: string,
  login: string,
  first: string,
  last: string,
): Promise<void> {
  const now = new Date('2026-03-01T12:00:00.000Z');
  await tx.execute(sql`INSERT INTO users (id, status, login_key, profile, created, last_updated)
    VALUES (${id}, 'ACTIVE', ${login}, ${JSON.stringify({ login, firstName: first, lastName: last })}, ${now}, ${now})`);
}

export const BOUNDED = {
  sortOrder: 'ASCENDING',
  limit: 100,
  since: new Date('2026-01-01'),
  until: new Date('2027-01-01'),
} as const;

/** Follows `next` to the end of a bounded query; with `limit` the size of the pages. */
export async function readAll(org: Org, query: LogQuery): Promise<readonly LogEvent[]> {
  const entries: LogEvent[] = [];
  let after: string | undefined;
  for (;;) {
    const page: LogPage = await readLog(org, { ...query, ...(after === undefined ? {} : { after }) });
    entries.push(...page.entries);
    if (page.next === null) return entries;
    after = page.next;
  }
}

/** What tests compare: the type and whom it speaks of. */
export function brief(entry: LogEvent): string {
  return `${entry.eventType} ${entry.target.map(({ id }) => id ?? '-').join(' ')}`.trim();
}
