import { gzipSync } from 'node:zlib';
import type { RecordAction } from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fold, type Intent } from '../../src/imports/fold.ts';
import { keyHash } from '../../src/imports/key-hash.ts';
import { type LoadHead, Uploads } from '../../src/imports/uploads.ts';
import type { Org } from '../../src/orgs/org.ts';

interface Item {
  readonly externalId: string;
  readonly profile?: Readonly<Record<string, string | null>>;
}

interface Load {
  readonly action: RecordAction;
  readonly items: readonly Item[];
}

/** Few hashes for many ids: the fold must compare the ids themselves. */
const collide = (text: string) => keyHash(text) % 2;

/** A session of these loads, read from memory. */
function session(loads: readonly Load[], hash: (text: string) => number): { fold: Fold; uploads: Uploads } {
  const heads: readonly LoadHead[] = loads.map(({ action, items }, index) => ({
    number: index + 1,
    class: 'users',
    action,
    items: items.length,
    keys: Float64Array.from(items, ({ externalId }) => hash(externalId)),
    dropped: [],
  }));
  const bodies = loads.map(({ items }, index) => ({
    number: index + 1,
    body: gzipSync(items.map((item) => `${JSON.stringify(item)}\n`).join('')),
  }));
  const tx = { query: async () => bodies };
  // Uploads only ever reads bodies of the session: the one query that this org answers.
  const org = { read: async (work: (reader: typeof tx) => unknown) => work(tx) } as unknown as Org;
  return { fold: new Fold(heads), uploads: new Uploads(org, 'aps', heads) };
}

/** The rule in plain words: later uploads win field by field, a delete forgets, the last action decides. */
function naive(loads: readonly Load[]): readonly Omit<Intent, 'line'>[] {
  const intents = new Map<string, { -readonly [Key in keyof Intent]: Intent[Key] }>();
  let number = 0;
  for (const { action, items } of loads) {
    for (const { externalId, profile = {} } of items) {
      number++;
      const known = intents.get(externalId);
      if (known === undefined) intents.set(externalId, { number, action, externalId, profile, others: [], line: '' });
      else {
        known.action = action;
        known.profile = action === 'delete' ? {} : { ...known.profile, ...profile };
        known.others = [...known.others, number];
      }
    }
  }
  return [...intents.values()].map(({ line: _, ...intent }) => intent);
}

async function folded(loads: readonly Load[], size: number, hash: (text: string) => number) {
  const { fold, uploads } = session(loads, hash);
  const intents: Omit<Intent, 'line'>[] = [];
  for (const pass of ['upsert', 'delete'] as const) {
    for (let position = 0; position < fold.total; ) {
      const chunk = await fold.chunk(uploads, pass, position, size);
      expect(chunk.intents.every(({ action }) => action === pass)).toBe(true);
      intents.push(...chunk.intents.map(({ line: _, ...intent }) => intent));
      position = chunk.next;
    }
  }
  return intents.sort((a, b) => a.number - b.number);
}

const externalIds = fc.constantFrom('1', '2', '3', '4', '5', 'x'.repeat(512), 'ü', '__proto__');
const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.option(fc.constantFrom('1', '2', '')));
const loads: fc.Arbitrary<readonly Load[]> = fc.array(
  fc.oneof(
    fc.record({
      action: fc.constant('upsert' as const),
      items: fc.array(fc.record({ externalId: externalIds, profile: values }), { maxLength: 6 }),
    }),
    fc.record({
      action: fc.constant('delete' as const),
      items: fc.array(fc.record({ externalId: externalIds }), { maxLength: 4 }),
    }),
  ),
  { maxLength: 6 },
);

describe('Fold', () => {
  it.each([
    ['of their own hashes', keyHash],
    ['that share hashes', collide],
  ])('makes one intent of each external id, whatever comes in which order and chunks, for ids %s', async (_, hash) => {
    await fc.assert(
      fc.asyncProperty(loads, fc.integer({ min: 1, max: 9 }), async (some, size) => {
        expect(await folded(some, size, hash)).toEqual(naive(some));
      }),
    );
  });

  it.each([
    ['of their own hashes', keyHash],
    ['that share hashes', collide],
  ])('finds one intent by its number, and the fate of an id, for ids %s', async (_, hash) => {
    await fc.assert(
      fc.asyncProperty(loads, async (some) => {
        const { fold, uploads } = session(some, hash);
        const expected = naive(some);
        for (let number = 1; number <= fold.total; number++) {
          const found = await fold.intent(uploads, number);
          const wanted = expected.find((intent) => intent.number === number);
          expect(found && { ...found, line: '' }).toEqual(wanted && { ...wanted, line: '' });
        }
        for (const { externalId, action } of expected) {
          const fate = await fold.fate(uploads, externalId, hash(externalId));
          if (action === 'delete') expect(fate).toBe('delete');
          else expect(fate).not.toBe('delete');
        }
        expect(await fold.fate(uploads, 'nobody', hash('nobody'))).toBeUndefined();
      }),
    );
  });

  it('keeps the text of an upload only where nothing was merged into it', async () => {
    const { fold, uploads } = session(
      [
        {
          action: 'upsert',
          items: [
            { externalId: '1', profile: { a: '1' } },
            { externalId: '2', profile: {} },
          ],
        },
        { action: 'upsert', items: [{ externalId: '1', profile: { a: '1' } }] },
      ],
      keyHash,
    );
    const { intents } = await fold.chunk(uploads, 'upsert', 0, 9);
    expect(intents.map(({ line }) => line)).toEqual([undefined, '{"externalId":"2","profile":{}}']);
  });

  it('of no uploads is empty', () => {
    const { fold } = session([], keyHash);
    expect([fold.total, fold.hasDeletes, fold.dropped]).toEqual([0, false, []]);
  });
});
