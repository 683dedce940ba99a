import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulkLoadOf } from '../../src/pacing/batch.ts';
import { type PackedSession, type PackingNote, packSessions } from '../../src/pacing/pack-sessions.ts';
import { type PackingLimits, plannedRequests } from '../../src/pacing/session-packer.ts';
import type { SourceRecord } from '../../src/pacing/source-record.ts';

const ROOMY: PackingLimits = { bulkMaxItems: 200, bulkMaxBytes: 180_000, sessionMaxBulkRequests: 50 };

async function* stream(records: Iterable<SourceRecord>): AsyncGenerator<SourceRecord> {
  yield* records;
}

async function pack(records: Iterable<SourceRecord>, limits = ROOMY, emptyAsNull = true) {
  const sessions: PackedSession[] = [];
  const notes: PackingNote[] = [];
  const onNote = (note: PackingNote) => void notes.push(note);
  for await (const session of packSessions(stream(records), { limits, emptyAsNull, onNote })) sessions.push(session);
  return { sessions, notes };
}

const upsert = (externalId: string, profile: Readonly<Record<string, unknown>> = { a: 'x' }): SourceRecord => ({
  kind: 'upsert',
  externalId,
  profile,
});
const remove = (externalId: string): SourceRecord => ({ kind: 'remove', externalId });

/** What the sessions say about every external id, applied one after the other. */
function effect(sessions: readonly PackedSession[]): Record<string, string> {
  const state: Record<string, string> = Object.create(null);
  for (const { action, items } of sessions.flatMap(({ batches }) => batches)) {
    for (const { externalId, json } of items) state[externalId] = `${action} ${json}`;
  }
  return state;
}

const ids = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.string({ minLength: 1, maxLength: 8 }));
const record: fc.Arbitrary<SourceRecord> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(ids, fc.string({ unit: 'binary', maxLength: 60 })).map(([id, a]) => upsert(id, { a })),
  },
  { weight: 1, arbitrary: ids.map(remove) },
);
const limits: fc.Arbitrary<PackingLimits> = fc.record({
  bulkMaxItems: fc.integer({ min: 1, max: 6 }),
  bulkMaxBytes: fc.integer({ min: 500, max: 900 }),
  sessionMaxBulkRequests: fc.integer({ min: 1, max: 6 }),
});

describe('for any records and limits', () => {
  it('no request and no session is over its limit, and every body is the JSON of its items', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 120 }), limits, async (records, limit) => {
        const { sessions } = await pack(records, limit);
        for (const { batches, items } of sessions) {
          expect(batches.length).toBeLessThanOrEqual(plannedRequests(limit));
          expect(items).toBe(batches.reduce((sum, batch) => sum + batch.items.length, 0));
          for (const batch of batches) {
            const { body } = bulkLoadOf(batch);
            expect(batch.items.length).toBeGreaterThan(0);
            expect(batch.items.length).toBeLessThanOrEqual(limit.bulkMaxItems);
            expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limit.bulkMaxBytes);
            expect(JSON.parse(body)).toEqual({
              entityType: 'USERS',
              profiles: batch.items.map(({ json }) => JSON.parse(json)),
            });
          }
        }
      }),
    );
  });

  it('an external id occurs once in a session, and nothing is lost: the last record of each id wins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 120 }), limits, async (records, limit) => {
        const { sessions, notes } = await pack(records, limit);
        for (const { batches } of sessions) {
          const seen = batches.flatMap(({ items }) => items.map(({ externalId }) => externalId));
          expect(new Set(seen).size).toBe(seen.length);
        }
        const alone = await Promise.all(records.map((one) => pack([one], limit)));
        expect(effect(sessions)).toEqual(effect(alone.flatMap((one) => one.sessions)));
        const sent = sessions.reduce((sum, { items }) => sum + items, 0);
        expect(sent + notes.filter(({ kind }) => kind === 'superseded').length).toBe(records.length);
      }),
    );
  });

  it('records without duplicates keep their order within their action', async () => {
    const unique = fc.uniqueArray(record, {
      maxLength: 80,
      selector: (one) => ('externalId' in one ? one.externalId : ''),
    });
    await fc.assert(
      fc.asyncProperty(unique, limits, async (records, limit) => {
        const { sessions } = await pack(records, limit);
        const batches = sessions.flatMap((session) => session.batches);
        for (const [action, kind] of [
          ['upsert', 'upsert'],
          ['delete', 'remove'],
        ] as const) {
          const sent = batches.flatMap((batch) =>
            batch.action === action ? batch.items.map((i) => i.externalId) : [],
          );
          expect(sent).toEqual(records.flatMap((one) => (one.kind === kind ? [one.externalId] : [])));
        }
      }),
    );
  });
});

describe("with Okta's limits", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => upsert(`id${index}`));

  it('a request has 200 records and a session 48 requests, which leaves two for repetitions', async () => {
    const { sessions } = await pack(many(9_700));
    expect(sessions.map(({ batches }) => batches.map(({ items }) => items.length))).toEqual([
      Array(48).fill(200),
      [100],
    ]);
  });

  it('a request of long records stays under 180,000 bytes', async () => {
    const long = Array.from({ length: 30 }, (_, index) => upsert(`id${index}`, { homeAddress: 'ä'.repeat(10_000) }));
    const { sessions } = await pack(long);
    const bytes = sessions.flatMap(({ batches }) => batches.map((batch) => Buffer.byteLength(bulkLoadOf(batch).body)));
    expect(bytes.map((count) => Math.floor(count / 1000))).toEqual([160, 160, 160, 120]);
  });

  it('a list that repeats itself gives one session, not two', async () => {
    const { sessions, notes } = await pack([...many(6_000), ...many(6_000)]);
    expect([sessions.map(({ items }) => items), notes.length]).toEqual([[6_000], 6_000]);
  });

  it('sessions are packed as they are needed, not before', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<SourceRecord> {
      for (;;) yield upsert(`id${read++}`);
    }
    const first = await packSessions(endless(), { limits: ROOMY }).next();
    expect([first.value?.items, read]).toEqual([9_600, 9_601]);
  });
});

describe('a key both upserted and deleted', () => {
  it('is deleted when the delete comes later', async () => {
    const { sessions } = await pack([upsert('a'), upsert('b'), remove('a')]);
    expect(effect(sessions)).toEqual({
      b: 'upsert {"externalId":"b","profile":{"a":"x"}}',
      a: 'delete {"externalId":"a"}',
    });
  });

  it('is upserted when the upsert comes later', async () => {
    const { sessions } = await pack([remove('a'), upsert('a')]);
    expect(effect(sessions)).toEqual({ a: 'upsert {"externalId":"a","profile":{"a":"x"}}' });
  });
});

describe('values', () => {
  const wire = async (profile: Readonly<Record<string, unknown>>, emptyAsNull = true) => {
    const { sessions } = await pack([upsert('a', profile)], ROOMY, emptyAsNull);
    return JSON.parse(sessions[0]?.batches[0]?.items[0]?.json ?? 'null').profile;
  };

  it('become text', async () => {
    const when = new Date('2026-01-02T03:04:05Z');
    const profile = { s: 'x', n: 1.5, big: 10n, b: false, none: null, absent: undefined, when };
    expect(await wire(profile)).toEqual({
      s: 'x',
      n: '1.5',
      big: '10',
      b: 'false',
      none: null,
      when: '2026-01-02T03:04:05.000Z',
    });
  });

  it('that are empty become null, unless told otherwise', async () => {
    expect(await wire({ a: '', b: ' ' })).toEqual({ a: null, b: ' ' });
    expect(await wire({ a: '' }, false)).toEqual({ a: '' });
  });
});

describe('a record that cannot be sent is reported and the others go on', () => {
  it.each([
    ['an array', upsert('a', { groups: ['x'] }), 'valueNotScalar', 'The attribute "groups" is an array'],
    ['an object', upsert('a', { name: { first: 'A' } }), 'valueNotScalar', 'The attribute "name" is an object'],
    ['a NaN', upsert('a', { age: Number.NaN }), 'valueNotScalar', 'The attribute "age" is the number NaN'],
    ['no attributes', upsert('a', {}), 'profileEmpty', 'no attributes'],
    ['no external id', upsert(''), 'externalIdMissing', 'no external id'],
    ['a long external id', remove('i'.repeat(513)), 'externalIdTooLong', 'has 513 characters; 512 are allowed'],
    ['too many bytes', upsert('a', { x: 'y'.repeat(180_000) }), 'recordTooLarge', 'The record has 180037 bytes'],
  ])('%s', async (_, bad, code, message) => {
    const { sessions, notes } = await pack([{ ...bad, origin: { row: 7, line: 9 } } as SourceRecord, upsert('good')]);
    const externalId = 'externalId' in bad ? bad.externalId : null;
    expect(notes).toEqual([
      {
        kind: 'rejected',
        record: {
          externalId,
          origin: { row: 7, line: 9 },
          reason: { code, message: expect.stringContaining(message) },
        },
      },
    ]);
    expect(Object.keys(effect(sessions))).toEqual(['good']);
  });

  it('was rejected or skipped by its mapping', async () => {
    const reason = { code: 'expressionFailed', message: 'no' } as const;
    const { sessions, notes } = await pack([{ kind: 'rejected', externalId: null, reason }, { kind: 'skipped' }]);
    expect([sessions, notes]).toEqual([
      [],
      [{ kind: 'rejected', record: { externalId: null, reason } }, { kind: 'skipped' }],
    ]);
  });
});
