import type { LogEvent } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogQuery, readLog } from '../../src/system-log/read-log.ts';
import {
  AUTOMATIC,
  type BenchSource,
  dropGroups,
  dropMembers,
  type ImportBench,
  type ImportOutcome,
  loadGroups,
  loadMembers,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';

let bench: ImportBench;
let source: BenchSource;
let first: ImportOutcome;
let second: ImportOutcome;

beforeAll(async () => {
  bench = await openImportBench({ chunkSize: 3 });
  source = await bench.addSource(AUTOMATIC);
  const people = ['1', '2', '3', '4'].map((id) => [id, person(`p${id}`)] as const);
  first = await source.run(
    upserts(...people),
    loadGroups(['g', 'G', 'Text'], ['h', 'H']),
    loadMembers('g', '1', '2', '3', '4'),
    loadMembers('h', '1'),
    loadMembers('nowhere', '2'),
  );
  second = await source.run(loadGroups(['g', 'Renamed']), dropMembers('g', '1', '3'), dropGroups('h'));
});
afterAll(() => bench.close());

const ALL = { since: new Date('2026-01-01'), until: new Date('2027-01-01'), limit: 1_000 } as const;

/** What one entry says of groups: its type, its result where it failed, and its targets. */
function brief({ eventType, outcome, target }: LogEvent): string {
  const names = target.filter(({ type }) => type !== 'AppInstance').flatMap(({ displayName }) => displayName ?? []);
  return [eventType, ...(outcome.result === 'SUCCESS' ? [] : [outcome.result]), ...names].join(' ');
}

/** All pages of a query; the last of a polling one is the first empty one. */
async function read(query: Partial<LogQuery>): Promise<readonly LogEvent[]> {
  const found: LogEvent[] = [];
  for (let after: string | undefined; ; ) {
    const page = await readLog(bench.org, {
      ...ALL,
      sortOrder: 'ASCENDING',
      ...query,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.entries);
    const isPolling = query.sortOrder !== 'DESCENDING' && 'until' in query && query.until === undefined;
    if (page.next === null || (isPolling && page.entries.length === 0)) return found;
    after = page.next;
  }
}

const ofGroups = (entries: readonly LogEvent[]) =>
  entries.filter(({ eventType }) => /import\.group\.|user_group_import|^group\./.test(eventType)).map(brief);

describe('the System Log of groups and memberships', () => {
  it('tells what became of each, in the order of their numbers and of the import', async () => {
    expect(ofGroups(await read({ filter: `transaction.id eq "${first.importId}"` }))).toEqual([
      'system.import.group.start',
      'system.import.group.complete',
      'system.import.group.create Renamed',
      'app.user_management.user_group_import.upsert_success Renamed',
      'system.import.group.create H',
      'app.user_management.user_group_import.upsert_success H',
      'group.user_membership.add Test p1 Renamed',
      'group.user_membership.add Test p2 Renamed',
      'group.user_membership.add Test p3 Renamed',
      'group.user_membership.add Test p4 Renamed',
      'group.user_membership.add Test p1 h',
      'group.user_membership.add FAILURE Test p2 nowhere',
    ]);
    expect(ofGroups(await read({ filter: `transaction.id eq "${second.importId}"` }))).toEqual([
      'system.import.group.start',
      'system.import.group.complete',
      'system.import.group.update Renamed',
      'app.user_management.user_group_import.upsert_success Renamed',
      'group.user_membership.remove Test p1 Renamed',
      'group.user_membership.remove Test p3 Renamed',
      'system.import.group.delete H',
      'app.user_management.user_group_import.delete_success H',
    ]);
  });

  it('says what changed on a group, and why a membership failed', async () => {
    const [changed] = await read({ filter: 'eventType eq "system.import.group.update"' });
    expect(changed?.target[0]?.changeDetails).toEqual({
      from: { profile: { displayName: 'G' } },
      to: { profile: { displayName: 'Renamed' } },
    });
    const failures = await read({ filter: 'eventType sw "group." and outcome.result eq "FAILURE"' });
    expect(failures.map(({ outcome, debugContext }) => [outcome.reason, debugContext.debugData.error_code])).toEqual([
      ['The source has no group nowhere.', 'unknownGroup'],
    ]);
  });

  it.each([1, 2, 3, 7])('is the same in pages of %i, up and down', async (limit) => {
    const whole = await read({});
    expect(await read({ limit })).toEqual(whole);
    const down = await read({ limit, sortOrder: 'DESCENDING' });
    expect(down).toEqual(whole.toReversed());
  });

  it.each([1, 3, 1_000])('is polled once each, in pages of %i', async (limit) => {
    const whole = await read({});
    const { until: _, ...open } = ALL;
    const polled: LogEvent[] = [];
    for (let after: string | undefined; ; ) {
      const page = await readLog(bench.org, {
        ...open,
        limit,
        sortOrder: 'ASCENDING',
        ...(after === undefined ? {} : { after }),
      });
      if (page.entries.length === 0) break;
      polled.push(...page.entries);
      after = page.next ?? undefined;
    }
    expect(polled).toEqual(whole);
  });

  it('gives a poller what an import did after the last poll, in the order of its commits', async () => {
    const { until: _, ...open } = ALL;
    const poll = (after?: string) =>
      readLog(bench.org, { ...open, sortOrder: 'ASCENDING', ...(after === undefined ? {} : { after }) });
    let page = await poll();
    while (page.entries.length > 0) page = await poll(page.next ?? undefined);
    await source.run(loadGroups(['new', 'New']), loadMembers('new', '1', '2', '3', '4'));
    const found: LogEvent[] = [];
    for (;;) {
      page = await poll(page.next ?? undefined);
      if (page.entries.length === 0) break;
      found.push(...page.entries);
    }
    const after = found.map(({ uuid }) => uuid);
    expect(new Set(after).size).toBe(after.length);
    expect(ofGroups(found)).toEqual([
      'system.import.group.start',
      'system.import.group.create New',
      'app.user_management.user_group_import.upsert_success New',
      'group.user_membership.add Test p1 New',
      'group.user_membership.add Test p2 New',
      'group.user_membership.add Test p3 New',
      'system.import.group.complete',
      'group.user_membership.add Test p4 New',
    ]);
    await source.run(dropGroups('new'));
  });

  it.each([1, 2, 1_000])('is found by user, in pages of %i', async (limit) => {
    const rows = await bench.org.read((tx) =>
      tx.query<{ id: string }>(sql`SELECT id FROM users WHERE profile ->> 'login' = 'p1@example.com'`),
    );
    const filter = `target.id eq "${rows[0]?.id}" and transaction.id ne "none"`;
    const found = await read({ filter, limit });
    expect(ofGroups(found).filter((line) => !line.includes('new'))).toEqual([
      'group.user_membership.add Test p1 Renamed',
      'group.user_membership.add Test p1 h',
      'group.user_membership.remove Test p1 Renamed',
    ]);
    expect(await read({ filter, limit, sortOrder: 'DESCENDING' })).toEqual(found.toReversed());
  });

  it('is found by group, by source, by session and by type', async () => {
    const [row] = await bench.org.read((tx) =>
      tx.query<{ id: string }>(sql`SELECT id FROM groups WHERE external_id = 'g'`),
    );
    const whole = await read({});
    const byGroup = await read({ filter: `target.id eq "${row?.id}"` });
    expect(byGroup).toEqual(whole.filter(({ target }) => target.some(({ id }) => id === row?.id)));
    expect(byGroup).toHaveLength(10);
    const bySource = await read({ filter: `target.id eq "${source.id}"` });
    expect(bySource).toEqual(whole.filter(({ target }) => target.some(({ id }) => id === source.id)));
    const bySession = await read({ filter: `debugContext.debugData.session_id eq "${first.sessionId}"` });
    expect(ofGroups(bySession)).toHaveLength(12);
    const byType = await read({ filter: 'eventType eq "group.user_membership.remove"' });
    expect(byType.map(brief)).toEqual([
      'group.user_membership.remove Test p1 Renamed',
      'group.user_membership.remove Test p3 Renamed',
    ]);
  });

  it('says nothing before a plan is applied', async () => {
    const before = await read({});
    await bench.org.transaction(async (tx) => {
      await tx.execute(sql`
        INSERT INTO import_object_records (import_id, class, number, at, action, outcome, external_id, object_id)
        VALUES (${first.importId}, 'groups', 900, ${bench.clock.now()}, 'upsert', 'added', 'planned', '00gPLANNED')`);
    });
    expect(await read({})).toEqual(before);
  });

  it('of many receipts comes in short pages that lead to the one that is searched for', async () => {
    const MANY = 160_000;
    await bench.org.transaction(async (tx) => {
      await tx.execute(sql`
        INSERT INTO import_membership_records (import_id, number, at, action, outcome, group_external_id,
                                               member_external_id, group_id, source_user_id, user_id)
        SELECT ${second.importId}, 1000 + n, ${bench.clock.now()}::timestamptz, 'upsert', 'added', 'many', 'E' || n,
               CASE WHEN n = ${MANY}::int THEN '00gRARE' ELSE '00gMANY' END, '0ua' || n, '00uM' || n
          FROM generate_series(1, ${MANY}::int) n`);
      await tx.execute(sql`
        INSERT INTO applied_ranges (at, import_id, class, action, first_number, last_number)
        SELECT ${bench.clock.now()}::timestamptz, ${second.importId}, 'memberships', 'upsert', 1001 + n, 3000 + n
          FROM generate_series(0, ${MANY - 2_000}::int, 2000) n`);
    });
    const found: string[] = [];
    let pages = 0;
    for (let after: string | undefined; ; pages++) {
      const more = after === undefined ? {} : { after };
      const page = await readLog(bench.org, {
        ...ALL,
        ...more,
        sortOrder: 'ASCENDING',
        filter: 'target.id eq "00gRARE"',
      });
      found.push(...page.entries.map(brief));
      if (page.next === null) break;
      after = page.next;
    }
    expect(found).toEqual(['group.user_membership.add many']);
    expect(pages).toBeGreaterThan(1);
  });
});
