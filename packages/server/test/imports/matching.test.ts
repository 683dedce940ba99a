import type { IdentitySourceSettings } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type BenchSource,
  counts,
  deletes,
  type ImportBench,
  openImportBench,
  person,
  receipt,
  upserts,
  userProfile,
} from '../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const awaiting = (match: string) => ({ code: 'awaitingConfirmation', data: { match } }) as const;

/** The user that the source links to this external id, by login. */
async function linkOf(source: BenchSource, externalId: string): Promise<string | null | undefined> {
  return (await source.people())[externalId]?.user;
}

describe('an exact match', () => {
  it('links the user of the same login and creates nobody (scenario 05)', async () => {
    await bench.addUser('ann', { profile: { title: 'Chief' } });
    const source = await bench.addSource({ autoConfirmExactMatch: true });
    const { counters, receipts } = await source.run(upserts(['1', person('ann', { mobilePhone: '5' })]));
    expect(counters).toEqual(counts({ scanned: 1, added: 1, matched: 1 }));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched' })]);
    expect(await bench.users()).toEqual({
      'ann@example.com': { status: 'STAGED', profile: userProfile('ann', { title: 'Chief', mobilePhone: '5' }) },
    });
    expect(await linkOf(source, '1')).toBe('ann@example.com');
  });

  it('by user name ignores case and accents', async () => {
    await bench.addUser('zoë', { profile: { email: 'zoe@example.com' } });
    const source = await bench.addSource(AUTOMATIC);
    const { receipts } = await source.run(upserts(['1', person('ZOE')]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched' })]);
  });

  it('waits where exact matches are not confirmed by themselves', async () => {
    await bench.addUser('ann');
    const source = await bench.addSource({ autoConfirmNewUsers: true });
    const { receipts, counters } = await source.run(upserts(['1', person('ann')]));
    expect(counters).toEqual(counts({ scanned: 1, added: 1, unconfirmed: 1 }));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', notes: [awaiting('exact')] })]);
    expect((await source.people())['1']).toMatchObject({ status: 'MATCHED', matchType: 'EXACT', user: null });
  });

  it('alone creates nobody who is not in the directory', async () => {
    const source = await bench.addSource({ autoConfirmExactMatch: true, autoConfirmPartialMatch: true });
    await source.run(upserts(['1', person('ann')]));
    expect(await bench.users()).toEqual({});
  });

  it('by user name and address is none when only the user name is equal (scenario 06)', async () => {
    const userId = await bench.addUser('ann', { profile: { email: 'other@example.com' } });
    const source = await bench.addSource({
      ...AUTOMATIC,
      exactMatchCriteria: 'USERNAME_AND_EMAIL',
      allowPartialMatch: false,
    });
    const { receipts } = await source.run(upserts(['1', person('ann')]));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', {
        match: 'conflict',
        reason: { code: 'loginHeld', data: { login: 'ann@example.com', userId, status: 'STAGED' } },
      }),
    ]);
  });

  it('by user name and address links when both are equal', async () => {
    await bench.addUser('ann');
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'USERNAME_AND_EMAIL' });
    const { receipts } = await source.run(upserts(['1', person('Ann')]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched' })]);
  });

  it('by address keeps the login that another user holds, and says so', async () => {
    await bench.addUser('ann', { profile: { email: 'shared@example.com' } });
    const holder = await bench.addUser('bob', { profile: { lastName: 'Other' } });
    const source = await bench.addSource({
      ...AUTOMATIC,
      exactMatchCriteria: 'EMAIL',
      userNameFormat: 'CUSTOM',
      userNameExpression: 'source.userName',
    });
    const { receipts } = await source.run(
      upserts(['1', person('bob', { email: 'shared@example.com', firstName: 'Ann' })]),
    );
    expect(receipts).toEqual([
      receipt(1, '1', 'error', {
        match: 'exact',
        link: 'matched',
        reason: { code: 'notUniqueWithinOrg', data: { attribute: 'login', value: 'bob@example.com', holder } },
      }),
    ]);
    expect((await bench.users())['ann@example.com']?.profile.firstName).toBe('Ann');
  });

  it('with two candidates waits for a person, naming both (scenario 09)', async () => {
    const shared = { email: 'shared@example.com' };
    const ids = [await bench.addUser('ann', { profile: shared }), await bench.addUser('bob', { profile: shared })];
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const { receipts, counters } = await source.run(upserts(['1', person('cid', shared)]));
    expect(counters).toEqual(counts({ scanned: 1, added: 1, unconfirmed: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', {
        match: 'exact',
        notes: [{ code: 'severalMatches', data: { count: 2, userIds: ids.join(' ') } }],
      }),
    ]);
  });
});

describe('matching by attributes', () => {
  const settings = {
    ...AUTOMATIC,
    exactMatchCriteria: 'ATTRIBUTES',
    matchAttributes: ['employeeNumber', 'division'],
    allowPartialMatch: false,
  } satisfies Partial<IdentitySourceSettings>;

  async function sourceOfNumbers(): Promise<BenchSource> {
    const source = await bench.addSource(settings);
    await source.addAttribute({ name: 'number', title: 'Number', type: 'string' });
    await source.addAttribute({ name: 'division', title: 'Division', type: 'string' });
    await source.map({
      employeeNumber: { expression: 'source.number', pushStatus: 'PUSH' },
      division: { expression: 'source.division', pushStatus: 'PUSH' },
    });
    return source;
  }

  it.each([
    ['both equal', { number: 'E1', division: 'Sales' }, 'exact'],
    ['the second one of two differs', { number: 'E1', division: 'Legal' }, 'none'],
    ['the second one differs in case (scenario 08)', { number: 'E1', division: 'SALES' }, 'none'],
    ['the first one differs in case (scenario 08)', { number: 'e1', division: 'Sales' }, 'none'],
    ['one is not sent', { number: 'E1' }, 'none'],
    ['one is empty', { number: 'E1', division: '' }, 'none'],
  ])('%s', async (_, values, match) => {
    await bench.addUser('ann', { profile: { employeeNumber: 'E1', division: 'Sales' } });
    const source = await sourceOfNumbers();
    const { receipts } = await source.run(upserts(['1', person('other', values)]));
    expect(receipts.map((each) => each.match)).toEqual([match]);
  });

  it('also reads attributes that are mapped on creation only', async () => {
    await bench.addUser('ann', { profile: { employeeNumber: 'E1', division: 'Sales' } });
    const source = await sourceOfNumbers();
    await source.map({ division: { expression: 'source.division', pushStatus: 'DONT_PUSH' } });
    const { receipts } = await source.run(upserts(['1', person('other', { number: 'E1', division: 'Sales' })]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched' })]);
  });
});

describe('a partial match', () => {
  it('is a user of the same first and last name (scenario 07)', async () => {
    await bench.addUser('ann', { profile: { lastName: 'Miller' } });
    const source = await bench.addSource();
    const { receipts } = await source.run(upserts(['1', person('am', { lastName: 'Miller' })]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'partial', notes: [awaiting('partial')] })]);
  });

  it('is a new person where partial matches are not allowed (scenario 07)', async () => {
    await bench.addUser('ann', { profile: { lastName: 'Miller' } });
    const source = await bench.addSource({ allowPartialMatch: false });
    const { receipts } = await source.run(upserts(['1', person('am', { lastName: 'Miller' })]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'none', notes: [awaiting('none')] })]);
  });

  it('links and renames when partial matches are confirmed by themselves', async () => {
    await bench.addUser('ann', { profile: { lastName: 'Miller' } });
    const source = await bench.addSource({ autoConfirmPartialMatch: true });
    const { receipts } = await source.run(upserts(['1', person('am', { lastName: 'Miller' })]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'partial', link: 'matched' })]);
    expect(await bench.users()).toEqual({
      'am@example.com': { status: 'STAGED', profile: userProfile('am', { lastName: 'Miller' }) },
    });
  });

  it('with two namesakes waits, naming both (scenario 09)', async () => {
    const name = { lastName: 'Miller' };
    const ids = [await bench.addUser('ann', { profile: name }), await bench.addUser('bob', { profile: name })];
    const source = await bench.addSource(AUTOMATIC);
    const { receipts } = await source.run(upserts(['1', person('cid', name)]));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', {
        match: 'partial',
        notes: [{ code: 'severalMatches', data: { count: 2, userIds: ids.join(' ') } }],
      }),
    ]);
  });

  it('is nobody whom the source itself brought: namesakes of one source never meet', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const people = Array.from({ length: 10 }, (_, index) => {
      return [`${index}`, person(`john${index}`, { lastName: 'Smith' })] as const;
    });
    const first = await source.run(upserts(...people.slice(0, 5)));
    const second = await source.run(upserts(...people.slice(5)));
    expect([first.counters, second.counters]).toEqual([
      counts({ scanned: 5, added: 5 }),
      counts({ scanned: 5, added: 5 }),
    ]);
  });

  it('is a namesake of another source', async () => {
    const other = await bench.addSource(AUTOMATIC, 'Other');
    await other.run(upserts(['x', person('john', { lastName: 'Smith' })]));
    const source = await bench.addSource();
    const { receipts } = await source.run(upserts(['1', person('js', { lastName: 'Smith' })]));
    expect(receipts.map(({ match }) => match)).toEqual(['partial']);
  });

  it('is a user whose record of the same source was deleted', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('john', { lastName: 'Smith' })]));
    await source.run(deletes('1'));
    const { receipts } = await source.run(upserts(['2', person('js', { lastName: 'Smith' })]));
    expect(receipts).toEqual([
      receipt(1, '2', 'added', {
        match: 'partial',
        link: 'matched',
        notes: [{ code: 'notReactivated', data: { status: 'DEPROVISIONED' } }],
      }),
    ]);
  });
});

describe('a conflict', () => {
  it('names the deactivated user who holds the login (scenario 10)', async () => {
    const userId = await bench.addUser('ann', {
      status: 'DEPROVISIONED',
      profile: { email: 'old@example.com', lastName: 'Old' },
    });
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const { receipts, counters } = await source.run(upserts(['1', person('ann')]));
    expect(counters).toEqual(counts({ scanned: 1, errors: 1, conflicts: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', {
        match: 'conflict',
        reason: { code: 'loginHeld', data: { login: 'ann@example.com', userId, status: 'DEPROVISIONED' } },
      }),
    ]);
    expect((await source.people())['1']).toMatchObject({ status: 'IMPORTED', matchType: 'CONFLICT', user: null });
  });

  it('is the second of two records of one login (scenario 11)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts, counters } = await source.run(
      upserts(['1', person('ann')], ['2', person('ann', { lastName: 'Second' })]),
    );
    expect(counters).toEqual(counts({ scanned: 2, added: 1, errors: 1, conflicts: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', { match: 'none', link: 'created' }),
      receipt(2, '2', 'error', {
        match: 'conflict',
        reason: { code: 'loginTakenInImport', data: { login: 'ann@example.com', externalId: '1' } },
      }),
    ]);
  });

  it('is a record that matches the user of another live record, which stays linked (scenario 37)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['old', person('ann')]));
    const [user = ''] = await userIds();
    const { receipts } = await source.run(upserts(['new', person('ann')]));
    expect(receipts).toEqual([
      receipt(1, 'new', 'error', {
        match: 'conflict',
        reason: { code: 'matchLinkedElsewhere', data: { userId: user, externalId: 'old' } },
      }),
    ]);
    expect(await linkOf(source, 'old')).toBe('ann@example.com');
  });

  it('does not stop a later import of the same record once the login is free', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const second = upserts(['2', person('ann', { lastName: 'Second' })]);
    await source.run(upserts(['1', person('ann')]), second);
    await source.run(upserts(['1', person('ann1')]));
    const { receipts } = await source.run(second);
    expect(receipts).toEqual([receipt(1, '2', 'updated', { match: 'none', link: 'created' })]);
  });
});

describe('a person who comes back under a new id', () => {
  it.each([
    ['delete first', [deletes('old'), upserts(['new', person('ann', { mobilePhone: '7' })])]],
    ['delete last', [upserts(['new', person('ann', { mobilePhone: '7' })]), deletes('old')]],
  ])('takes the link along, stays active, %s (scenario 37)', async (_, uploads) => {
    const source = await bench.addSource({ ...AUTOMATIC, autoActivateNewUsers: true });
    await source.run(upserts(['old', person('ann')]));
    const [userId = ''] = await userIds();
    const { receipts, counters } = await source.run(...uploads);
    expect(counters).toEqual(counts({ scanned: 2, added: 1, removed: 1, matched: 1 }));
    expect(receipts.toSorted((a, b) => b.action.localeCompare(a.action))).toEqual([
      receipt(expect.any(Number) as number, 'new', 'added', {
        match: 'exact',
        link: 'moved',
        notes: [{ code: 'linkMoved', data: { userId, externalId: 'old' } }],
      }),
      receipt(expect.any(Number) as number, 'old', 'removed', {
        action: 'delete',
        notes: [{ code: 'linkedElsewhereNow' }],
      }),
    ]);
    expect(await bench.users()).toEqual({
      'ann@example.com': { status: 'PROVISIONED', profile: userProfile('ann', { mobilePhone: '7' }) },
    });
    expect(await source.people()).toMatchObject({
      new: { status: 'ACTIVE', user: 'ann@example.com' },
      old: { status: 'DEPROVISIONED', user: null },
    });
  });

  it('after the old one was deleted, is linked to the same user (import-semantics 2.7)', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, reactivateDeactivatedUsers: true });
    await source.run(upserts(['old', person('ann')]));
    await source.run(deletes('old'));
    const { receipts } = await source.run(upserts(['new', person('ann')]));
    expect(receipts).toEqual([
      receipt(1, 'new', 'added', { match: 'exact', link: 'matched', lifecycle: 'reactivate' }),
    ]);
    expect(await source.people()).toMatchObject({
      new: { status: 'ACTIVE', user: 'ann@example.com' },
      old: { status: 'DEPROVISIONED' },
    });
  });

  it('is not deactivated by the later delete of the old id', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, userOffboardingAction: 'NONE' });
    await source.run(upserts(['old', person('ann')]));
    await source.run(deletes('old'));
    await source.run(upserts(['new', person('ann')]));
    await source.run(upserts(['old', person('ann', { email: 'ann2@example.com' })]));
    await source.change({ userOffboardingAction: 'DEACTIVATE' });
    const { receipts } = await source.run(deletes('old'));
    expect(receipts).toEqual([receipt(1, 'old', 'removed', { action: 'delete', lifecycle: 'deactivate' })]);
    expect((await bench.users())['ann@example.com']?.status).toBe('STAGED');
  });
});

describe('a record that was deleted and comes back under its own id', () => {
  it('holds its user again, so that no second record can take it in the same session', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, userOffboardingAction: 'NONE' });
    await source.run(upserts(['1', person('ann')]));
    const [userId = ''] = await userIds();
    await source.run(deletes('1'));
    const { receipts } = await source.run(upserts(['1', person('ann')], ['2', person('ann')]));
    expect(receipts).toEqual([
      receipt(1, '1', 'updated'),
      receipt(2, '2', 'error', {
        match: 'conflict',
        reason: { code: 'matchLinkedElsewhere', data: { userId, externalId: '1' } },
      }),
    ]);
    expect(await linkOf(source, '1')).toBe('ann@example.com');
  });
});

async function userIds(): Promise<readonly string[]> {
  const rows = await bench.org.read((tx) => tx.query<{ id: string }>(sql`SELECT id FROM users ORDER BY id`));
  return rows.map(({ id }) => id);
}
