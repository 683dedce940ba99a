// Long: every way in which a load can be disturbed, a test each, over one made-up org.

import { NO_OBJECT_COUNTS } from '@headwater/protocol';
import { describe, expect, it } from 'vitest';
import type { LoadEvent } from '../../src/load/load-event.ts';
import { type LoadOptions, loadRecords } from '../../src/load/load-records.ts';
import type { SourceRecord } from '../../src/pacing/source-record.ts';
import type { FakeOrgOptions } from '../support/fake-org.ts';
import { type OrgUnderTest, orgUnderTest } from '../support/org-under-test.ts';

/** Two records a request, three requests a session: of which one may be planned. */
const TINY = { bulkMaxItems: 2, bulkMaxBytes: 180_000, sessionMaxBulkRequests: 3, createCooldownSeconds: 300 };
const SMALL = { ...TINY, sessionMaxBulkRequests: 50 };

const upsert = (externalId: string, name = externalId): SourceRecord => ({
  kind: 'upsert',
  externalId,
  profile: { firstName: name },
});
const remove = (externalId: string): SourceRecord => ({ kind: 'remove', externalId });
const people = (count: number) => Array.from({ length: count }, (_, index) => upsert(`p${index}`));

async function* stream(records: Iterable<SourceRecord>): AsyncGenerator<SourceRecord> {
  yield* records;
}

function options(
  { fake, org }: OrgUnderTest,
  records: Iterable<SourceRecord>,
  more: Partial<LoadOptions> = {},
): LoadOptions {
  return { org, sourceId: fake.sourceId, records: stream(records), limits: SMALL, ...more };
}

async function load(parts: OrgUnderTest, records: Iterable<SourceRecord>, more: Partial<LoadOptions> = {}) {
  const events: LoadEvent[] = [];
  for await (const event of loadRecords(options(parts, records, more))) events.push(event);
  const last = events.at(-1);
  return { events, summary: last?.type === 'finished' ? last.summary : expect.fail('no summary') };
}

const named = (parts: OrgUnderTest) =>
  Object.fromEntries([...parts.fake.people].map(([id, profile]) => [id, profile === null ? null : profile?.firstName]));

describe('a small load', () => {
  it('tells each step and ends with the summary', async () => {
    const parts = await orgUnderTest();
    const { events } = await load(parts, [upsert('ann'), upsert('bob'), upsert('cid'), remove('dee')]);
    const sessionId = 'aps00000000000000001';
    expect(events.filter(({ type }) => type !== 'waiting')).toEqual([
      { type: 'org-described', org: { kind: 'okta', limits: SMALL } },
      { type: 'session-opened', sessionId },
      { type: 'batch-sent', sessionId, action: 'upsert', items: 2, total: 2 },
      { type: 'batch-sent', sessionId, action: 'upsert', items: 1, total: 3 },
      { type: 'batch-sent', sessionId, action: 'delete', items: 1, total: 4 },
      { type: 'session-triggered', sessionId, items: 4 },
      { type: 'session-finished', sessionId, receipt: null },
      {
        type: 'finished',
        summary: {
          upserted: 3,
          deleted: 1,
          rejected: 0,
          skipped: 0,
          superseded: 0,
          failed: 0,
          counters: null,
          objectCounters: {},
          sessions: [{ sessionId, status: 'COMPLETED', upserted: 3, deleted: 1, importId: null }],
        },
      },
    ]);
    expect(named(parts)).toEqual({ ann: 'ann', bob: 'bob', cid: 'cid', dee: null });
  });

  it('keeps the limits that the org tells', async () => {
    const tellsLimits = { bulkMaxItems: 3, bulkMaxBytes: 9_000, sessionMaxBulkRequests: 9, createCooldownSeconds: 0 };
    const { fake, org } = await orgUnderTest({ tellsLimits });
    const sizes: number[] = [];
    for await (const event of loadRecords({ org, sourceId: fake.sourceId, records: stream(people(7)) })) {
      if (event.type === 'batch-sent') sizes.push(event.items);
    }
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('of nothing opens no session', async () => {
    const parts = await orgUnderTest();
    const { summary } = await load(parts, []);
    expect([summary.sessions, parts.fake.sessions]).toEqual([[], []]);
  });

  it('of unknown deletes only cancels its session, which could not be started', async () => {
    const parts = await orgUnderTest({ knownIds: [] });
    const { events, summary } = await load(parts, [remove('x')]);
    expect(events.map(({ type }) => type)).toContain('session-empty');
    expect([summary.sessions, parts.fake.sessions[0]?.status]).toEqual([[], 'CLOSED']);
  });

  it('may return before the import is over', async () => {
    const parts = await orgUnderTest({ importSeconds: 9_999 });
    const { summary } = await load(parts, people(1), { waitForImport: false });
    expect(summary.sessions.map(({ status }) => status)).toEqual(['TRIGGERED']);
  });

  it('counts rejected, skipped and superseded records', async () => {
    const parts = await orgUnderTest();
    const bad: SourceRecord = { kind: 'upsert', externalId: 'bad', profile: { a: [] }, origin: { row: 2 } };
    const { events, summary } = await load(parts, [upsert('a', '1'), bad, { kind: 'skipped' }, upsert('a', '2')]);
    expect(summary).toMatchObject({ upserted: 1, rejected: 1, skipped: 1, superseded: 1 });
    expect(events).toContainEqual({
      type: 'record-rejected',
      externalId: 'bad',
      origin: { row: 2 },
      reason: { code: 'valueNotScalar', message: expect.any(String) },
    });
    expect(named(parts)).toEqual({ a: '2' });
  });
});

describe('many sessions', () => {
  it.each([
    ['M1', 'A', 20],
    ['M2', 'A', 20],
    ['M3', 'A', 20],
    ['M1', 'B', 900],
    ['M2', 'C', 900],
    ['M3', 'C', 900],
  ] as const)(
    'are run one after the other under %s, list %s, imports of %i s',
    async (rule, listReading, importSeconds) => {
      const parts = await orgUnderTest({ rule, listReading, importSeconds });
      const { summary } = await load(parts, [...people(7), upsert('p0', 'again')], { limits: TINY });
      expect(summary).toMatchObject({ upserted: 8, sessions: Array(4).fill({ status: 'COMPLETED' }) });
      expect(named(parts)).toEqual({ p0: 'again', p1: 'p1', p2: 'p2', p3: 'p3', p4: 'p4', p5: 'p5', p6: 'p6' });
    },
  );

  it('wait out the cooldown while an import is long, and queue behind it', async () => {
    const parts = await orgUnderTest({ importSeconds: 5_000 });
    const { events } = await load(parts, people(4), { limits: TINY });
    expect(parts.fake.sessions.map(({ triggered }) => triggered - (parts.fake.sessions[0]?.triggered ?? 0))).toEqual([
      0, 300_000,
    ]);
    expect(events).toContainEqual({
      type: 'waiting',
      reason: 'create-cooldown',
      until: new Date('2026-11-02T08:05:00.000Z'),
      detail: expect.stringContaining('300 s'),
    });
  });

  it('do not wait longer than the import before them', async () => {
    const parts = await orgUnderTest({ importSeconds: 10 });
    await load(parts, people(4), { limits: TINY });
    expect(parts.fake.sessions.map(({ triggered }) => triggered - (parts.fake.sessions[0]?.triggered ?? 0))).toEqual([
      0, 15_000,
    ]);
  });

  it('never queue more than they may', async () => {
    const parts = await orgUnderTest({ importSeconds: 100, cooldownSeconds: 0 });
    const limits = { ...TINY, createCooldownSeconds: 0 };
    let most = 0;
    for await (const _ of loadRecords(options(parts, people(20), { limits, maxQueuedSessions: 2 }))) {
      most = Math.max(most, parts.fake.sessions.filter(({ status }) => status === 'TRIGGERED').length);
    }
    expect(most).toBe(2);
  });

  it('read records no further than the session at hand', async () => {
    const parts = await orgUnderTest();
    let read = 0;
    function* counted() {
      for (const person of people(100)) {
        read++;
        yield person;
      }
    }
    for await (const event of loadRecords(options(parts, counted(), { limits: TINY }))) {
      if (event.type === 'session-triggered') break;
    }
    expect(read).toBe(3);
  });
});

describe('trouble on the way', () => {
  it.each<[string, Omit<FakeOrgOptions, 'clock'>, (parts: OrgUnderTest) => void]>([
    ['dropped loads', {}, ({ fake }) => fake.arm({ on: /bulk/, times: 2, act: { kind: 'drop', executed: true } })],
    ['failing loads', {}, ({ fake }) => fake.arm({ on: /bulk/, times: 3, act: { kind: 'answer', status: 500 } })],
    ['a dropped start', {}, ({ fake }) => fake.arm({ on: /start/, act: { kind: 'drop', executed: true } })],
    ['a start that answers an array', { startAnswer: 'array' }, () => {}],
    ['a dropped create', {}, ({ fake }) => fake.arm({ on: /POST .*sessions$/, act: { kind: 'drop', executed: true } })],
    ['rate limits', {}, ({ fake }) => fake.arm({ on: /sessions/, times: 5, act: { kind: 'answer', status: 429 } })],
    ['an import that fails', { failingImports: [1, 2] }, () => {}],
  ])('%s: all records arrive all the same', async (_, org, arm) => {
    const parts = await orgUnderTest(org);
    arm(parts);
    const { summary } = await load(parts, people(5));
    expect(summary.upserted).toBe(5);
    expect(Object.keys(named(parts))).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(parts.fake.sessions.filter(({ status }) => status === 'CREATED' || status === 'IN_PROGRESS')).toEqual([]);
  });

  it('a session cancelled by somebody else is loaded again', async () => {
    const parts = await orgUnderTest();
    const events: string[] = [];
    for await (const event of loadRecords(options(parts, people(5)))) {
      events.push(event.type);
      const [first] = parts.fake.sessions;
      if (event.type === 'batch-sent' && parts.fake.sessions.length === 1 && first !== undefined)
        first.status = 'CLOSED';
    }
    expect(events).toContain('session-restarted');
    expect(Object.keys(named(parts))).toHaveLength(5);
  });

  it('a failed import sent again does not overwrite newer records', async () => {
    const parts = await orgUnderTest({ failingImports: [1], importSeconds: 400 });
    const records = [upsert('a', 'old'), upsert('b', 'old'), upsert('a', 'new')];
    await load(parts, records, { limits: { ...TINY, createCooldownSeconds: 0 }, maxQueuedSessions: 3 });
    expect(named(parts)).toEqual({ a: 'new', b: 'old' });
  });

  it('an import that fails thrice ends the load', async () => {
    const parts = await orgUnderTest({ failingImports: [1, 2, 3] });
    await expect(load(parts, people(1))).rejects.toMatchObject({
      code: 'loadFailed',
      cause: { code: 'importFailed' },
      summary: { upserted: 0, sessions: Array(3).fill({ status: 'ERROR' }) },
    });
  });

  it('records already rejected are not rejected again with the next session', async () => {
    const parts = await orgUnderTest({
      refuses: (item, index) => (item.externalId === 'p0' ? `profiles[${index}]: bad` : undefined),
    });
    const rejected: unknown[] = [];
    for await (const event of loadRecords(options(parts, people(5)))) {
      if (event.type === 'record-rejected') rejected.push(event.externalId);
      const [first] = parts.fake.sessions;
      if (event.type === 'batch-sent' && parts.fake.sessions.length === 1 && first !== undefined)
        first.status = 'CLOSED';
    }
    expect(rejected).toEqual(['p0']);
    expect(Object.keys(named(parts))).toEqual(['p1', 'p2', 'p3', 'p4']);
  });

  it('an org that takes no session while our own import runs is waited for', async () => {
    const parts = await orgUnderTest({ rule: 'M3', importSeconds: 20_000 });
    const { summary } = await load(parts, people(4), { limits: TINY });
    expect(summary).toMatchObject({ upserted: 4, sessions: Array(2).fill({ status: 'COMPLETED' }) });
  });

  it('repeated requests never exceed the limit of the session', async () => {
    const parts = await orgUnderTest();
    parts.fake.arm({ on: /bulk/, times: 4, act: { kind: 'answer', status: 500 } });
    const { summary } = await load(parts, people(6), { limits: { ...SMALL, sessionMaxBulkRequests: 5 } });
    const loads = (number: number) => parts.fake.log().filter((line) => line.includes(`${number}/bulk`)).length;
    expect([loads(1), loads(2), summary.upserted]).toEqual([5, 2, 6]);
  });

  it('a load that fails at the end of its session goes on in the next', async () => {
    const parts = await orgUnderTest();
    const armed = new Set<number>();
    const limits = { ...SMALL, sessionMaxBulkRequests: 5 };
    for await (const event of loadRecords(options(parts, people(6), { limits }))) {
      const count = parts.fake.sessions.length;
      if (event.type !== 'batch-sent' || event.total !== 4 || armed.has(count)) continue;
      armed.add(count);
      parts.fake.arm({ on: /bulk/, times: 3, act: { kind: 'answer', status: 500 } });
    }
    expect(parts.fake.log().filter((line) => line.includes('1/bulk'))).toHaveLength(5);
    expect(Object.keys(named(parts))).toHaveLength(6);
  });
});

describe('records the org refuses', () => {
  const refuseOdd: FakeOrgOptions['refuses'] = (item, index) =>
    /[13579]$/.test(item.externalId) ? `profiles[${index}].email: bad` : undefined;

  it('are taken out by the places that the causes name', async () => {
    const parts = await orgUnderTest({ refuses: refuseOdd });
    const { events, summary } = await load(parts, people(6), { limits: { ...SMALL, bulkMaxItems: 6 } });
    expect(summary).toMatchObject({ upserted: 3, rejected: 3 });
    expect(parts.fake.log().filter((line) => line.includes('bulk'))).toHaveLength(2);
    expect(events.flatMap((event) => (event.type === 'record-rejected' ? [event.externalId] : []))).toEqual([
      'p1',
      'p3',
      'p5',
    ]);
  });

  it('are found by halves when the causes name nothing', async () => {
    const parts = await orgUnderTest({ refuses: (item) => (item.externalId === 'p77' ? 'email: bad' : undefined) });
    const { events, summary } = await load(parts, people(200), { limits: { ...SMALL, bulkMaxItems: 200 } });
    expect(summary).toMatchObject({ upserted: 199, rejected: 1 });
    expect(events).toContainEqual({
      type: 'record-rejected',
      externalId: 'p77',
      reason: { code: 'refusedByOrg', message: 'The org refused the record: email: bad' },
    });
  });

  it('are rejected together when too many of a batch are bad to find each', async () => {
    const parts = await orgUnderTest({ refuses: (item) => (/[^7]$/.test(item.externalId) ? 'email: bad' : undefined) });
    const { summary } = await load(parts, people(200), { limits: { ...SMALL, bulkMaxItems: 200 } });
    expect(summary.upserted + summary.rejected).toBe(200);
    expect(parts.fake.log().filter((line) => line.includes('bulk')).length).toBeLessThanOrEqual(81);
  });

  it('end the load when it refuses batch after batch, and leave no session behind', async () => {
    const parts = await orgUnderTest({ refuses: () => 'not today' });
    await expect(load(parts, people(1_000), { limits: { ...SMALL, bulkMaxItems: 200 } })).rejects.toMatchObject({
      code: 'loadFailed',
      cause: { status: 400, causes: expect.arrayContaining(['not today']) },
    });
    expect(parts.fake.log().filter((line) => line.includes('bulk')).length).toBeLessThanOrEqual(3 * 81);
    expect(new Set(parts.fake.sessions.map(({ status }) => status))).toEqual(new Set(['CLOSED']));
  });
});

describe('receipts', () => {
  it('of an org that has them are summed up, and every failed record is told', async () => {
    const receipts = { p1: { code: 'loginHeld', message: 'Held.' }, p2: { code: 'emptyProfile', message: 'Empty.' } };
    const parts = await orgUnderTest({ receipts, tellsLimits: {} });
    const { events, summary } = await load(parts, people(3));
    expect(summary).toMatchObject({
      failed: 2,
      counters: { scanned: 3, added: 3, updated: 0, errors: 0 },
      objectCounters: {},
      sessions: [{ importId: 'ij100000000000000001' }],
    });
    const sessionId = 'aps00000000000000001';
    expect(events.filter(({ type }) => type === 'record-failed')).toEqual(
      Object.entries(receipts).map(([externalId, reason]) => ({
        type: 'record-failed',
        sessionId,
        record: { externalId, action: 'upsert', outcome: 'error', reason, warnings: [] },
      })),
    );
  });

  it('are summed up for groups, memberships and devices as well, where there are any', async () => {
    const objectCounters = { groups: { scanned: 2, added: 2 }, memberships: { dropped: 1 }, devices: { scanned: 0 } };
    const parts = await orgUnderTest({ receipts: {}, objectCounters });
    const { summary } = await load(parts, people(6), { limits: TINY });
    const sessions = summary.sessions.length;
    expect(sessions).toBeGreaterThan(1);
    expect(summary.objectCounters).toEqual({
      groups: { ...NO_OBJECT_COUNTS, scanned: 2 * sessions, added: 2 * sessions },
      memberships: { ...NO_OBJECT_COUNTS, dropped: sessions },
    });
  });

  it('are asked for once of an org that has none', async () => {
    const parts = await orgUnderTest();
    const { summary } = await load(parts, people(6), { limits: TINY });
    expect(summary.counters).toBeNull();
    expect(parts.fake.requests.filter(({ path }) => path.includes('headwater/imports'))).toHaveLength(1);
  });
});

describe('being stopped', () => {
  const open = (parts: OrgUnderTest) =>
    parts.fake.sessions.filter(({ status }) => status === 'CREATED' || status === 'IN_PROGRESS').length;

  it('by the reader leaving cancels the session that was not started', async () => {
    const parts = await orgUnderTest();
    for await (const event of loadRecords(options(parts, people(5)))) if (event.type === 'batch-sent') break;
    expect([open(parts), parts.fake.sessions[0]?.status]).toEqual([0, 'CLOSED']);
  });

  it('by the signal cancels the session and throws the reason', async () => {
    const parts = await orgUnderTest();
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const loading = async () => {
      for await (const event of loadRecords(options(parts, people(5), { signal: stop.signal }))) {
        if (event.type === 'batch-sent') stop.abort(reason);
      }
    };
    await expect(loading()).rejects.toBe(reason);
    expect(parts.fake.sessions.map(({ status }) => status)).toEqual(['CLOSED']);
  });

  it('by the signal leaves a started import alone', async () => {
    const parts = await orgUnderTest({ importSeconds: 50 });
    const stop = new AbortController();
    const loading = async () => {
      for await (const event of loadRecords(options(parts, people(1), { signal: stop.signal }))) {
        if (event.type === 'session-triggered') stop.abort(new Error('interrupted'));
      }
    };
    await expect(loading()).rejects.toThrow('interrupted');
    expect(parts.fake.sessions.map(({ status }) => status)).toEqual(['TRIGGERED']);
  });

  it('by a refusal cancels the session and keeps what was done in the error', async () => {
    const parts = await orgUnderTest();
    parts.fake.arm({ on: /start-import/, act: { kind: 'answer', status: 403 } });
    await expect(load(parts, people(1))).rejects.toMatchObject({ code: 'loadFailed', cause: { status: 403 } });
    expect(parts.fake.sessions.map(({ status }) => status)).toEqual(['CLOSED']);
  });

  it('by a source that fails cancels nothing but what it opened', async () => {
    const parts = await orgUnderTest();
    function* failing() {
      yield* people(3);
      throw new Error('disk gone');
    }
    await expect(load(parts, failing(), { limits: TINY })).rejects.toThrow('disk gone');
    expect(open(parts)).toBe(0);
  });

  it.each(['session-opened', 'batch-sent', 'session-triggered'])(
    'by a kill after %s, the next run finishes the job',
    async (at) => {
      const parts = await orgUnderTest();
      const persisted: string[] = [];
      const onSession = ({ id }: { readonly id: string }) => void persisted.push(id);
      const killed = loadRecords(options(parts, people(5), { onSession }));
      // A process that is killed reads no further event and runs no clean-up.
      let event = await killed.next();
      while (event.done !== true && event.value.type !== at) event = await killed.next();

      const { summary } = await load(parts, people(5), { ownSessionIds: persisted, onSession });
      expect([summary.upserted, open(parts)]).toEqual([5, 0]);
      expect(Object.keys(named(parts))).toHaveLength(5);
      expect(new Set(persisted)).toEqual(new Set(parts.fake.sessions.map(({ id }) => id)));
    },
  );

  it('gives the session to onSession before anything is sent into it', async () => {
    const parts = await orgUnderTest();
    const seen: string[] = [];
    const onSession = () => {
      seen.push(...parts.fake.log().filter((line) => line.startsWith('POST')));
    };
    await load(parts, people(1), { onSession });
    expect(seen).toEqual(['POST /sessions']);
  });
});
