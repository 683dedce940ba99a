import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type BenchSource,
  counts,
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

type Values = Readonly<Record<string, string | null>>;

const PUSH = 'PUSH' as const;
const text = (name: string) => ({ name, title: name, type: 'string' }) as const;

/** A source with text attributes of these names, mapped one to one to user attributes that are added where they are missing. */
async function sourceWith(...names: readonly string[]): Promise<BenchSource> {
  const source = await bench.addSource(AUTOMATIC);
  for (const name of names) {
    await source.addAttribute(text(name));
    await source.map({ [name]: { expression: `source.${name}`, pushStatus: PUSH } });
  }
  return source;
}

async function profileOf(login: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  return (await bench.users())[`${login}@example.com`]?.profile;
}

const tooLong = 'x'.repeat(51);

describe('a value that the directory or the source refuses', () => {
  it('of one person does not stop the others (scenario 12)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { lastName: _, ...nameless } = person('bob');
    const { status, counters, receipts } = await source.run(
      upserts(['1', person('ann')], ['2', nameless], ['3', person('cid')]),
    );
    expect({ status, counters }).toEqual({
      status: 'COMPLETED',
      counters: counts({ scanned: 3, added: 2, errors: 1 }),
    });
    expect(receipts[1]).toEqual(
      receipt(2, '2', 'error', { reason: { code: 'userValueMissing', data: { attribute: 'lastName' } } }),
    );
    expect(Object.keys(await source.people())).toEqual(['1', '3']);
  });

  it('is taken once the last name is no longer required (scenario 12)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { lastName: _, ...nameless } = person('bob');
    await source.run(upserts(['2', nameless]));
    await bench.changeUserAttribute('lastName', { required: false });
    const { receipts } = await source.run(upserts(['2', nameless]));
    expect(receipts).toEqual([receipt(1, '2', 'added', { match: 'none', link: 'created' })]);
  });

  const email = { attribute: 'email', value: 'no address', rule: 'an email address', constraint: 'format' };
  it.each<[string, Values, object]>([
    ['an address that is none (scenario 13)', { email: 'no address' }, { code: 'sourceValueInvalid', data: email }],
    ['no address', { email: null }, { code: 'sourceValueMissing', data: { attribute: 'email' } }],
    [
      'a login with a slash (scenario 13)',
      { email: 'a/b@example.com' },
      {
        code: 'userValueInvalid',
        data: { attribute: 'login', value: 'a/b@example.com', rule: 'without a slash', constraint: 'characters' },
      },
    ],
    [
      'a name that is too long (scenario 14)',
      { firstName: tooLong },
      {
        code: 'sourceValueInvalid',
        data: { attribute: 'firstName', value: tooLong, rule: 'at most 50 characters', constraint: 'maxLength' },
      },
    ],
    [
      'an empty name',
      { firstName: '' },
      {
        code: 'sourceValueInvalid',
        data: { attribute: 'firstName', value: '', rule: 'at least 1 character', constraint: 'minLength' },
      },
    ],
  ])('is an error of its record: %s', async (_, values, reason) => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts } = await source.run(upserts(['1', { ...person('ann'), ...values }]));
    expect(receipts).toEqual([expect.objectContaining({ outcome: 'error', link: null, reason })]);
    expect([await bench.users(), await source.people()]).toEqual([{}, {}]);
  });

  it('is a login that differs only by accents from another one (scenario 13)', async () => {
    const userId = await bench.addUser('isaac', { profile: { email: 'i@example.com' } });
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const { receipts } = await source.run(upserts(['1', person('isáàc')]));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', {
        match: 'conflict',
        reason: { code: 'loginHeld', data: { login: 'isáàc@example.com', userId, status: 'STAGED' } },
      }),
    ]);
  });

  it.each<[string, object, string, object]>([
    ['a member of an enum', { enum: ['A', 'B'] }, 'C', { rule: 'one of A, B', constraint: 'enum' }],
    ['a pattern', { pattern: '[a-z]+' }, 'C', { rule: 'like the pattern [a-z]+', constraint: 'pattern' }],
    ['a length', { maxLength: 1 }, 'CD', { rule: 'at most 1 character', constraint: 'maxLength' }],
  ])('is one that is not %s of the user schema (scenario 14)', async (_, rules, value, broken) => {
    await bench.addUserAttribute({ ...text('grade'), ...rules });
    const source = await sourceWith('grade');
    const { receipts } = await source.run(upserts(['1', person('ann', { grade: value })]));
    const data = { attribute: 'grade', value, ...broken };
    expect(receipts).toEqual([receipt(1, '1', 'error', { reason: { code: 'userValueInvalid', data } })]);
  });

  it('keeps the profile of a linked person as it was, on both sides', async () => {
    await bench.addUserAttribute({ ...text('grade'), enum: ['A', 'B'] });
    const source = await sourceWith('grade');
    await source.run(upserts(['1', person('ann', { grade: 'A' })]));
    const { receipts } = await source.run(upserts(['1', person('ann', { grade: 'C', mobilePhone: '5' })]));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['error']);
    expect(await profileOf('ann')).toEqual(userProfile('ann', { grade: 'A' }));
    expect((await source.people())['1']?.profile).toEqual(person('ann', { grade: 'A' }));
  });

  it('is a unique value of another user (scenario 14)', async () => {
    await bench.addUserAttribute({ ...text('badge'), unique: true });
    const holder = await bench.addUser('bob', { profile: { badge: '7' } });
    const source = await sourceWith('badge');
    const { receipts } = await source.run(upserts(['1', person('ann', { badge: '7' })]));
    const data = { attribute: 'badge', value: '7', holder };
    expect(receipts).toEqual([receipt(1, '1', 'error', { reason: { code: 'notUniqueWithinOrg', data } })]);
  });
});

describe('a typed attribute of the source', () => {
  it.each([
    ['boolean', 'true', true],
    ['boolean', 'FALSE', false],
    ['integer', '-12', -12],
    ['number', '1.5', 1.5],
  ] as const)('%s takes the text %s', async (type, sent, stored) => {
    await bench.addUserAttribute({ name: 'level', title: 'Level', type });
    const source = await bench.addSource(AUTOMATIC);
    await source.addAttribute({ name: 'level', title: 'Level', type });
    await source.map({ level: { expression: 'source.level', pushStatus: PUSH } });
    await source.run(upserts(['1', person('ann', { level: sent })]));
    expect((await source.people())['1']?.profile.level).toBe(stored);
    expect((await profileOf('ann'))?.level).toBe(stored);
  });

  it.each([
    ['boolean', 'yes'],
    ['integer', '1.5'],
    ['number', ''],
  ] as const)('%s refuses the text "%s"', async (type, sent) => {
    const source = await bench.addSource(AUTOMATIC);
    await source.addAttribute({ name: 'level', title: 'Level', type });
    const { receipts } = await source.run(upserts(['1', person('ann', { level: sent })]));
    expect(receipts).toEqual([
      expect.objectContaining({
        outcome: 'error',
        reason: {
          code: 'sourceValueInvalid',
          data: { attribute: 'level', value: sent, rule: expect.any(String) as string, constraint: 'type' },
        },
      }),
    ]);
  });

  it('is never a list', async () => {
    const source = await bench.addSource();
    await expect(source.addAttribute({ name: 'tags', title: 'Tags', type: 'string[]' })).rejects.toThrow(
      expect.objectContaining({
        causes: ['type: identity sources send no lists; use string instead of string[]'],
      }),
    );
  });
});

describe('null and blank (import-semantics 1.6)', () => {
  /** mobilePhone in the directory before, what the second upload says of it, and what it is after. */
  it.each<[string, Values, Values, Values]>([
    ['absent and never set stays null', {}, {}, {}],
    ['absent keeps the value (scenario 18)', { mobilePhone: '1' }, {}, { mobilePhone: '1' }],
    ['null clears (scenario 18)', { mobilePhone: '1' }, { mobilePhone: null }, {}],
    ['null where there was none is nothing', {}, { mobilePhone: null }, {}],
    ['empty text is a value (scenario 17)', { mobilePhone: '1' }, { mobilePhone: '' }, { mobilePhone: '' }],
    ['another value replaces', { mobilePhone: '1' }, { mobilePhone: '2' }, { mobilePhone: '2' }],
  ])('%s', async (_, before, sent, after) => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', { ...person('ann'), ...before }]));
    // Another address makes sure that the record is evaluated, whatever becomes of the phone.
    await source.run(upserts(['1', { ...person('ann'), ...sent, secondEmail: 'ann2@example.com' }]));
    expect(await profileOf('ann')).toEqual(userProfile('ann', { secondEmail: 'ann2@example.com', ...after }));
  });

  it('absent clears where the source replaces', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, absentAttributes: 'replace' });
    await source.run(upserts(['1', person('ann', { mobilePhone: '1' })]));
    await source.run(upserts(['1', person('ann')]));
    expect(await profileOf('ann')).toEqual(userProfile('ann'));
  });

  it('null for a required attribute of the user fails the record', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    const { receipts } = await source.run(upserts(['1', { ...person('ann'), firstName: null }]));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', { reason: { code: 'userValueMissing', data: { attribute: 'firstName' } } }),
    ]);
    expect(await profileOf('ann')).toEqual(userProfile('ann'));
  });

  it('a default stands in for null when a user is created, and stays when the user changes', async () => {
    await bench.addUserAttribute({ ...text('site'), default: 'HQ' });
    const source = await sourceWith('site');
    await source.run(upserts(['1', person('ann')]));
    expect((await profileOf('ann'))?.site).toBe('HQ');
    await source.run(upserts(['1', person('ann', { mobilePhone: '1' })]));
    expect((await profileOf('ann'))?.site).toBe('HQ');
    await source.run(upserts(['1', person('ann', { site: 'Rome' })]));
    expect((await profileOf('ann'))?.site).toBe('Rome');
    await source.run(upserts(['1', { ...person('ann'), site: null }]));
    expect((await profileOf('ann'))?.site).toBe('HQ');
  });
});

describe('a mapping', () => {
  it('whose expression fails leaves the value as it was, with a warning (scenario 15)', async () => {
    const source = await sourceWith('title');
    await source.map({ title: { expression: 'Convert.toInt(source.title)', pushStatus: PUSH } });
    await source.run(upserts(['1', person('ann', { title: '7' })]));
    const { receipts, counters, importId } = await source.run(upserts(['1', person('ann', { title: 'seven' })]));
    expect(counters).toEqual(counts({ scanned: 1, updated: 1, warnings: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'updated', {
        notes: [{ code: 'expressionFailed', data: { attribute: 'title', error: expect.any(String) as string } }],
      }),
    ]);
    expect((await profileOf('ann'))?.title).toBe('7');
    expect(await bench.eventTypes(importId)).toContain('application.appuser.mapping.invalid.expression');
  });

  it('on create only is not evaluated again (scenario 16)', async () => {
    const source = await sourceWith('title');
    await source.map({ title: { expression: 'source.title', pushStatus: 'DONT_PUSH' } });
    await source.run(upserts(['1', person('ann', { title: 'Clerk' })]));
    const { receipts } = await source.run(upserts(['1', person('ann', { title: 'Chief' })]));
    expect(receipts).toEqual([receipt(1, '1', 'updated')]);
    expect((await profileOf('ann'))?.title).toBe('Clerk');
    expect((await source.people())['1']?.profile.title).toBe('Chief');
  });

  it('on create only does not touch a user that exists, and cannot fail its link', async () => {
    await bench.addUserAttribute({ ...text('grade'), enum: ['A', 'B'] });
    await bench.addUser('ann', { profile: { grade: 'B' } });
    const source = await sourceWith('grade');
    await source.map({ grade: { expression: 'source.grade', pushStatus: 'DONT_PUSH' } });
    const { receipts } = await source.run(upserts(['1', person('ann', { grade: 'C' })]));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched' })]);
    expect((await profileOf('ann'))?.grade).toBe('B');
  });

  it('that was removed keeps the value, and one to the empty text clears it (scenario 17)', async () => {
    const source = await sourceWith('title');
    await source.run(upserts(['1', person('ann', { title: 'Clerk' })]));
    await source.map({ title: null });
    await source.run(upserts(['1', person('ann', { title: 'Chief' })]));
    expect((await profileOf('ann'))?.title).toBe('Clerk');
    await source.map({ title: { expression: '""', pushStatus: PUSH } });
    await source.run(upserts(['1', person('ann', { title: 'Chief' })]));
    expect((await profileOf('ann'))?.title).toBe('');
  });

  it('that was changed and changed back is evaluated each time', async () => {
    const source = await sourceWith('title');
    const ann = upserts(['1', person('ann', { title: 'Clerk' })]);
    await source.run(ann);
    await source.map({ title: { expression: 'String.toUpperCase(source.title)', pushStatus: PUSH } });
    await source.run(ann);
    expect((await profileOf('ann'))?.title).toBe('CLERK');
    await source.map({ title: { expression: 'source.title', pushStatus: PUSH } });
    await source.run(ann);
    expect((await profileOf('ann'))?.title).toBe('Clerk');
  });

  it('that reads the time is evaluated on every import', async () => {
    const source = await sourceWith('title');
    await source.map({ title: { expression: 'Time.now("UTC", "yyyy-MM-dd")', pushStatus: PUSH } });
    await source.run(upserts(['1', person('ann')]));
    expect((await profileOf('ann'))?.title).toBe('2026-03-01');
    bench.clock.advance(86_400_000);
    await source.run(upserts(['1', person('ann')]));
    expect((await profileOf('ann'))?.title).toBe('2026-03-02');
    bench.clock.set('2026-03-01T10:00:00.000Z');
  });
});

describe('a value of a wrong format', () => {
  const warning = {
    code: 'formatInvalid',
    data: { attribute: 'countryCode', value: 'Mordor', rule: expect.any(String) as string },
  } as const;

  it('is left out of a new user, with a warning', async () => {
    const source = await sourceWith('countryCode');
    const { receipts, counters } = await source.run(upserts(['1', person('ann', { countryCode: 'XX' })]));
    expect(counters).toEqual(counts({ scanned: 1, added: 1, warnings: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'added', {
        match: 'none',
        link: 'created',
        notes: [{ ...warning, data: { ...warning.data, value: 'XX' } }],
      }),
    ]);
    expect(await profileOf('ann')).toEqual(userProfile('ann'));
  });

  it.each([
    ['of a linked user', true],
    ['of a user that is linked by it', false],
  ])('leaves the value %s as it was', async (_, linked) => {
    await bench.addUser('ann', { profile: { countryCode: 'DE' } });
    const source = await sourceWith('countryCode');
    if (linked) await source.run(upserts(['1', person('ann', { countryCode: 'DE' })]));
    const { counters } = await source.run(upserts(['1', person('ann', { countryCode: 'XX' })]));
    expect(counters.warnings).toBe(1);
    expect((await profileOf('ann'))?.countryCode).toBe('DE');
  });
});

describe('an attribute that the source does not have', () => {
  const unknown = (attribute: string) => ({ code: 'unknownAttribute', data: { attribute } }) as const;

  it('is one warning of a session for each name, whichever chunk it comes in', async () => {
    const small = await openImportBench({ chunkSize: 2 });
    const source = await small.addSource(AUTOMATIC);
    const people = [1, 2, 3, 4, 5].map((index) => {
      const more = { shoe: '42', ...(index === 4 ? { hat: '57' } : {}) };
      return [`${index}`, person(`p${index}`, more)] as const;
    });
    const { receipts, counters } = await source.run(upserts(...people));
    expect(counters).toEqual(counts({ scanned: 5, added: 5, warnings: 2 }));
    expect(receipts.map(({ notes }) => notes)).toEqual([[unknown('shoe')], [], [], [unknown('hat')], []]);
    await small.close();
  });

  it('alone is no profile', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts } = await source.run(upserts(['1', { shoe: '42' }]));
    expect(receipts).toEqual([
      receipt(1, '1', 'error', {
        reason: { code: 'sourceValueMissing', data: { attribute: 'userName' } },
        notes: [unknown('shoe')],
      }),
    ]);
  });
});
