import { BulkDeleteRequest, BulkUpsertRequest, LIMITS_PROFILES } from '@headwater/protocol';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { stageDeletes, stageUpserts } from '../../src/identity-sources/bulk-loads/stage-items.ts';

const limits = LIMITS_PROFILES.okta;

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
);
const profile = fc.oneof({ weight: 9, arbitrary: fc.dictionary(fc.string(), value, { maxKeys: 4 }) }, fc.jsonValue());
const externalId = fc.oneof({ weight: 9, arbitrary: fc.string({ unit: 'grapheme' }) }, fc.jsonValue());
const body = fc.record(
  {
    entityType: fc.constantFrom('USERS', 'GROUPS', null),
    profiles: fc.oneof(
      { weight: 9, arbitrary: fc.array(fc.record({ externalId, profile }, { requiredKeys: [] }), { maxLength: 4 }) },
      fc.jsonValue(),
    ),
  },
  { requiredKeys: [] },
);

function accepts(stage: () => unknown): boolean {
  try {
    stage();
    return true;
  } catch {
    return false;
  }
}

test('whatever is staged satisfies the published schema', () => {
  const upsert = Compile(BulkUpsertRequest);
  const remove = Compile(BulkDeleteRequest);
  fc.assert(
    fc.property(body, (json) => {
      if (accepts(() => stageUpserts(structuredClone(json), limits))) expect(upsert.Check(json)).toBe(true);
      if (accepts(() => stageDeletes(structuredClone(json), limits))) expect(remove.Check(json)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('what satisfies the published schema and is storable is staged as it was sent', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((sent) => !sent.includes('\u0000'));
  const items = fc.array(
    fc.record({
      externalId: text.filter((id) => id !== ''),
      profile: fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
        fc.oneof(text, fc.constant(null)),
        { minKeys: 1, noNullPrototype: true },
      ),
    }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(items, (profiles) => {
      const { lines } = stageUpserts(structuredClone({ profiles }), limits);
      expect(lines.map((line) => JSON.parse(line))).toEqual(profiles);
      expect(lines.some((line) => line.includes('\n'))).toBe(false);
    }),
  );
});
