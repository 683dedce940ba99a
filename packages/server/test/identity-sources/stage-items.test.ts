import {
  BulkDeleteRequest,
  BulkDeviceDeleteRequest,
  BulkDeviceUpsertRequest,
  BulkGroupDeleteRequest,
  BulkGroupMembershipsRequest,
  BulkGroupUpsertRequest,
  BulkUpsertRequest,
  DEFAULT_CHOICES,
  LIMITS_PROFILES,
} from '@headwater/protocol';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { BULK_KINDS } from '../../src/identity-sources/bulk-loads/bulk-kinds.ts';
import type { StageRules } from '../../src/identity-sources/bulk-loads/stage-items.ts';
import { keyHash } from '../../src/imports/key-hash.ts';
import { bulkKind } from '../support/bulk-kind.ts';

const rules: StageRules = { limits: LIMITS_PROFILES.okta, choices: DEFAULT_CHOICES };

const SCHEMAS: Readonly<Record<string, TSchema>> = {
  'bulk-upsert': BulkUpsertRequest,
  'bulk-delete': BulkDeleteRequest,
  'bulk-groups-upsert': BulkGroupUpsertRequest,
  'bulk-groups-delete': BulkGroupDeleteRequest,
  'bulk-group-memberships-upsert': BulkGroupMembershipsRequest,
  'bulk-group-memberships-delete': BulkGroupMembershipsRequest,
  'bulk-devices-upsert': BulkDeviceUpsertRequest,
  'bulk-devices-delete': BulkDeviceDeleteRequest,
};

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
);
const text = fc.string({ unit: 'grapheme' }).filter((sent) => !sent.includes('\u0000'));
const externalId = fc.oneof({ weight: 9, arbitrary: fc.string({ unit: 'grapheme' }) }, fc.jsonValue());
const fixedProfile = fc.record(
  {
    displayName: fc.oneof(text, value),
    description: fc.oneof(text, value),
    serialNumber: text,
    platform: text,
  },
  { requiredKeys: [] },
);
const profile = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(fc.string(), value, { maxKeys: 4 }) },
  { weight: 5, arbitrary: fixedProfile },
  fc.jsonValue(),
);
const item = fc.record({ externalId, profile }, { requiredKeys: [] });
const entry = fc.record(
  { groupExternalId: externalId, memberExternalIds: fc.oneof(fc.array(externalId, { maxLength: 3 }), fc.jsonValue()) },
  { requiredKeys: [] },
);

function list(items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fc.array(items, { maxLength: 4 }) }, fc.jsonValue());
}

const body = fc.record(
  {
    entityType: fc.constantFrom('USERS', 'GROUPS', null),
    profiles: list(item),
    externalIds: list(externalId),
    memberships: list(entry),
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

test.each(BULK_KINDS)('what $path stages satisfies the published schema, but for numbers that become text', (kind) => {
  const schema = Compile(SCHEMAS[kind.path] as TSchema);
  const strict: StageRules = { ...rules, choices: { ...DEFAULT_CHOICES, nonStringValues: 'reject' } };
  fc.assert(
    fc.property(body, (json) => {
      if (accepts(() => kind.stage(structuredClone(json), strict))) expect(schema.Check(json)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test.each(BULK_KINDS)('$path gives every line its key and the hash of that', (kind) => {
  fc.assert(
    fc.property(body, (json) => {
      if (!accepts(() => kind.stage(structuredClone(json), rules))) return;
      const { keys, lines, hashes } = kind.stage(structuredClone(json), rules);
      expect(lines).toHaveLength(keys.length);
      expect([...hashes]).toEqual(keys.map((key) => keyHash(key)));
      const named = lines.map((line) => {
        const parsed = JSON.parse(line) as { readonly externalId: string };
        return kind.class === 'memberships' ? line : parsed.externalId;
      });
      expect(named).toEqual(keys);
      expect(lines.some((line) => line.includes('\n'))).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('people who satisfy the published schema and are storable are staged as they were sent', () => {
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
      const { lines } = bulkKind('users', 'upsert').stage(structuredClone({ profiles }), rules);
      expect(lines.map((line) => JSON.parse(line))).toEqual(profiles);
    }),
  );
});

test('memberships are staged pair by pair, in the order in which they were sent', () => {
  const id = text.filter((sent) => sent !== '' && sent.length <= 255);
  const memberships = fc.array(
    fc.record({ groupExternalId: id, memberExternalIds: fc.array(id, { minLength: 1, maxLength: 5 }) }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(memberships, (sent) => {
      const { lines } = bulkKind('memberships', 'upsert').stage({ memberships: sent }, rules);
      expect(lines.map((line) => JSON.parse(line))).toEqual(
        sent.flatMap((one) => one.memberExternalIds.map((member) => [one.groupExternalId, member])),
      );
    }),
  );
});
