import type { ImportCounters } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importTask } from '../../src/imports/import-task.ts';
import type { Org } from '../../src/orgs/org.ts';
import {
  AUTOMATIC,
  counts,
  deletes,
  type ImportBench,
  JOB,
  openImportBench,
  person,
  receipt,
  type Upload,
  upserts,
  userIdOf,
  userProfile,
} from '../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const merged = (number: number, externalId: string, into: number, action = 'upsert') =>
  receipt(number, externalId, 'superseded', { action, reason: { code: 'merged', data: { number: into } } });

const twice = { code: 'duplicateInSession', data: { count: 2 } } as const;

describe('one external id several times in one session', () => {
  it('is one record with the last values, and a warning (scenario 36)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts, counters } = await source.run(
      upserts(
        ['1', person('ann', { mobilePhone: '1' })],
        ['2', person('bob')],
        ['1', person('ann', { mobilePhone: '2' })],
      ),
    );
    expect(counters).toEqual(counts({ scanned: 2, added: 2, superseded: 1, warnings: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', { match: 'none', link: 'created', notes: [twice] }),
      receipt(2, '2', 'added', { match: 'none', link: 'created' }),
      merged(3, '1', 1),
    ]);
    expect((await bench.users())['ann@example.com']?.profile).toEqual(userProfile('ann', { mobilePhone: '2' }));
  });

  it('merges field by field over bulk loads: what a later one does not name stays, null clears (scenario 36)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(
      upserts(['1', person('ann', { mobilePhone: '1', secondEmail: 'a@example.com' })]),
      upserts(['1', { secondEmail: null }]),
      upserts(['1', { lastName: 'Last' }]),
    );
    expect((await bench.users())['ann@example.com']?.profile).toEqual(
      userProfile('ann', { mobilePhone: '1', lastName: 'Last' }),
    );
  });

  it('makes no new version of somebody who was sent twice as before', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const load = upserts(['1', person('ann')]);
    await source.run(load);
    const versions = () =>
      bench.org.read((tx) =>
        tx.query(
          sql`SELECT version, last_updated FROM source_users WHERE source_id = ${source.id} AND external_id = '1'`,
        ),
      );
    const before = await versions();
    const { counters } = await source.run(load, load);
    expect(counters).toEqual(counts({ scanned: 1, unchanged: 1, superseded: 1, warnings: 1 }));
    expect(await versions()).toEqual(before);
  });

  const first = upserts(['1', person('ann', { mobilePhone: '1' })]);
  const second = upserts(['1', person('ann', { secondEmail: 'a@example.com' })]);
  const gone = deletes('1');
  /** Uploads of a person who is known with a phone number 0; then what becomes of her. */
  it.each<[string, readonly Upload[], 'upsert' | 'delete', object]>([
    ['upsert, delete', [first, gone], 'delete', { mobilePhone: '0' }],
    ['delete, upsert', [gone, first], 'upsert', { mobilePhone: '1' }],
    ['upsert, delete, upsert', [first, gone, second], 'upsert', { mobilePhone: '0', secondEmail: 'a@example.com' }],
    ['delete, upsert, delete', [gone, first, gone], 'delete', { mobilePhone: '0' }],
    ['upsert, upsert, delete', [first, second, gone], 'delete', { mobilePhone: '0' }],
    ['delete, upsert, upsert', [gone, first, second], 'upsert', { mobilePhone: '1', secondEmail: 'a@example.com' }],
    ['delete, delete', [gone, gone], 'delete', { mobilePhone: '0' }],
    ['upsert, upsert', [first, second], 'upsert', { mobilePhone: '1', secondEmail: 'a@example.com' }],
  ])('in loads %s: the last one decides', async (_, uploads, action, values) => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann', { mobilePhone: '0' })]));
    const { receipts } = await source.run(...uploads);
    const notes = [{ code: 'duplicateInSession', data: { count: uploads.length } } as const];
    expect(receipts).toEqual([
      receipt(1, '1', action === 'delete' ? 'removed' : 'updated', {
        action,
        lifecycle: action === 'delete' ? 'deactivate' : null,
        notes,
      }),
      ...uploads.slice(1).map((__, index) => merged(index + 2, '1', 1, action)),
    ]);
    expect((await bench.users())['ann@example.com']).toEqual({
      status: action === 'delete' ? 'DEPROVISIONED' : 'STAGED',
      profile: userProfile('ann', values as Readonly<Record<string, string>>),
    });
  });

  it('that the source did not know: its delete was dropped at the upload, so the person is created', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts, counters } = await source.run(first, gone);
    expect(counters).toEqual(counts({ scanned: 1, added: 1, droppedDeletes: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', { match: 'none', link: 'created' }),
      receipt(2, '1', 'dropped', { action: 'delete', reason: { code: 'unknownDelete' } }),
    ]);
  });
});

describe('the sessions of a source', () => {
  it('are processed in the order of their triggers, each to its end (scenario 26)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const a = await source.trigger(upserts(['1', person('ann', { mobilePhone: '1' })]));
    const b = await source.trigger(upserts(['1', person('ann', { mobilePhone: '2' })]));
    await bench.work(source);
    expect([(await bench.outcome(a)).receipts, (await bench.outcome(b)).receipts]).toEqual([
      [receipt(1, '1', 'added', { match: 'none', link: 'created' })],
      [receipt(1, '1', 'updated')],
    ]);
    expect((await bench.users())['ann@example.com']?.profile.mobilePhone).toBe('2');
  });

  it('read settings when their import starts', async () => {
    const source = await bench.addSource();
    const id = await source.trigger(upserts(['1', person('ann')]));
    await source.change(AUTOMATIC);
    await bench.work(source);
    expect((await bench.outcome(id)).receipts).toEqual([receipt(1, '1', 'added', { match: 'none', link: 'created' })]);
  });

  it('end as ERROR only when the job gives up; the next one goes on', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const first = await source.trigger(upserts(['1', person('ann')]));
    const second = await source.trigger(upserts(['2', person('bob')]));
    const task = importTask(async () => bench.org);
    await task.failed?.({ org: bench.org.name, sourceId: source.id }, new Error('disk full'), JOB);
    await bench.work(source);
    const sessions = await bench.org.read((tx) =>
      tx.query<{ status: string }>(sql`SELECT status FROM sessions ORDER BY id`),
    );
    expect(sessions).toEqual([{ status: 'ERROR' }, { status: 'COMPLETED' }]);
    const [failed, done] = [await bench.outcome(first), await bench.outcome(second)];
    expect([failed.status, done.status]).toEqual(['FAILED', 'COMPLETED']);
    expect(await bench.eventTypes(failed.importId)).toContain('system.import.complete');
    expect(Object.keys(await bench.users())).toEqual(['bob@example.com']);
  });

  it('that end as ERROR between the move of a link and the delete of its old record leave nobody doubled', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const old = upserts(['old', person('ann')]);
    await source.run(old);
    await source.trigger(upserts(['new', person('ann')]), deletes('old'));
    const dying: Org = {
      ...bench.org,
      transaction: async (work) => {
        const value = await bench.org.transaction(work);
        if ('new' in (await source.people())) throw new Error('disk full');
        return value;
      },
    };
    const task = importTask(async () => dying, { chunkSizes: { plan: 1, apply: 1 } });
    const job = { org: bench.org.name, sourceId: source.id };
    await expect(task.run(job, JOB)).rejects.toThrow('disk full');
    await importTask(async () => bench.org).failed?.(job, new Error('disk full'), JOB);
    const { receipts } = await source.run(old);
    expect(receipts.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([['error', 'matchLinkedElsewhere']]);
    expect(await source.people()).toMatchObject({
      new: { status: 'ACTIVE', user: 'ann@example.com' },
      old: { status: 'IMPORTED', user: null },
    });
  });

  it('never mean that whoever is absent is gone', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')], ['2', person('bob')]));
    const { counters } = await source.run(upserts(['2', person('bob')]));
    expect(counters).toEqual(counts({ scanned: 1, unchanged: 1 }));
    expect(Object.keys(await bench.users())).toEqual(['ann@example.com', 'bob@example.com']);
  });
});

describe('the counters of an import', () => {
  it('are after planning what they are in the end', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, autoActivateNewUsers: true });
    await source.run(upserts(['1', person('ann')], ['2', person('bob')], ['3', person('cid')]));
    const id = await source.trigger(
      upserts(['1', person('ann', { mobilePhone: '1' })], ['4', person('dan')], ['4', person('dan', { shoe: '42' })]),
      upserts(['5', person('bob')], ['6', person('eve', { email: 'none' })]),
      deletes('2', 'unknown', '3'),
    );
    const planned: ImportCounters[] = [];
    const watched: Org = {
      ...bench.org,
      transaction: async (work) => {
        const value = await bench.org.transaction(work);
        const { status, counters } = await bench.outcome(id);
        if (status === 'APPLYING') planned.push(counters);
        return value;
      },
    };
    await bench.work(source, watched);
    const { counters } = await bench.outcome(id);
    expect(counters).toEqual(
      counts({
        scanned: 6,
        added: 2,
        updated: 1,
        removed: 2,
        errors: 1,
        matched: 1,
        activated: 1,
        deactivated: 1,
        superseded: 1,
        droppedDeletes: 1,
        warnings: 1,
      }),
    );
    expect(planned).toEqual(planned.map(() => counters));
    expect(planned.length).toBeGreaterThan(0);
  });
});

describe('logins within one session', () => {
  const inUse = (holder: unknown, value: string) =>
    ({ code: 'notUniqueWithinOrg', data: { attribute: 'login', value, holder: holder as string } }) as const;

  it('that one record frees go to a later record, and to a new person', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('a')], ['2', person('b')]));
    const { receipts } = await source.run(upserts(['2', person('c')], ['1', person('b')], ['3', person('a')]));
    expect(receipts).toEqual([
      receipt(1, '2', 'updated'),
      receipt(2, '1', 'updated'),
      receipt(3, '3', 'added', { match: 'none', link: 'created' }),
    ]);
    expect(await source.people()).toMatchObject({
      1: { user: 'b@example.com' },
      2: { user: 'c@example.com' },
      3: { user: 'a@example.com' },
    });
  });

  it('that are not free yet are an error; the other attributes apply, and the next import completes it', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('a')], ['2', person('b')]));
    const chain = upserts(['1', person('b')], ['2', person('c')]);
    const { receipts, counters } = await source.run(chain);
    expect(counters).toEqual(counts({ scanned: 2, updated: 1, errors: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', { reason: inUse(await userIdOf(bench.org, 'c@example.com'), 'b@example.com') }),
      receipt(2, '2', 'updated'),
    ]);
    expect((await bench.users())['a@example.com']?.profile).toEqual({
      ...userProfile('b'),
      login: 'a@example.com',
    });
    const again = await source.run(chain);
    expect(again.receipts).toEqual([receipt(1, '1', 'updated'), receipt(2, '2', 'unchanged')]);
    expect(Object.keys(await bench.users())).toEqual(['b@example.com', 'c@example.com']);
  });

  it('cannot be exchanged: each is taken when its record comes', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('a')], ['2', person('b')]));
    const [a, b] = [await userIdOf(bench.org, 'a@example.com'), await userIdOf(bench.org, 'b@example.com')];
    const { receipts } = await source.run(upserts(['1', person('b')], ['2', person('a')]));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', { reason: inUse(b, 'b@example.com') }),
      receipt(2, '2', 'error', { reason: inUse(a, 'a@example.com') }),
    ]);
  });

  it('may change in case and accents only', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    const { receipts } = await source.run(upserts(['1', person('Änn')]));
    expect(receipts).toEqual([receipt(1, '1', 'updated')]);
    expect(Object.keys(await bench.users())).toEqual(['Änn@example.com']);
  });

  it('that another format makes of an unchanged profile are checked as well', async () => {
    const holder = await bench.addUser('taken', { profile: { email: 'x@example.com' } });
    const source = await bench.addSource(AUTOMATIC);
    const ann = upserts(['1', person('ann', { userName: 'taken@example.com' })]);
    await source.run(ann);
    await source.change({ userNameFormat: 'CUSTOM', userNameExpression: 'source.userName' });
    const { receipts } = await source.run(ann);
    expect(receipts).toEqual([receipt(1, '1', 'error', { reason: inUse(holder, 'taken@example.com') })]);
    expect(Object.keys(await bench.users())).toEqual(['ann@example.com', 'taken@example.com']);
  });
});
