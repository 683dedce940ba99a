import {
  BASE_SOURCE_ATTRIBUTES,
  BASE_USER_ATTRIBUTES,
  DEFAULT_CHOICES,
  DEFAULT_SOURCE_SETTINGS,
  manualClock,
  type Profile,
} from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyHash } from '../../src/imports/key-hash.ts';
import { compileBasis } from '../../src/imports/plan/basis.ts';
import { planUpsert } from '../../src/imports/plan/plan-upsert.ts';
import { keysOf, prepareUpsert } from '../../src/imports/plan/prepare.ts';
import type { SourceUserView, UserView } from '../../src/imports/plan/slice.ts';
import { PlanState } from '../../src/imports/plan-state.ts';
import { DEFAULT_MAPPING } from '../../src/mappings/mapping.ts';
import { residents, sessions, settings } from './population.ts';

const SOURCE = '0oaSOURCE00000000001';

/** People of the directory; every other one is held by the source. */
function usersOf(people: readonly Profile[]): readonly UserView[] {
  return people.map((person, index) => {
    const profile = { ...person, login: `${String(person.login)}@example.com` };
    const { login: loginKey, email: emailKey, name: nameKey } = keysOf(profile);
    return {
      id: `00u${index}`,
      status: index === 0 ? 'DEPROVISIONED' : 'SUSPENDED',
      loginKey,
      emailKey,
      nameKey,
      profile,
      version: 1,
      canSignIn: false,
      superAdministrator: false,
      owner: index === 0 ? SOURCE : null,
      heldBy: index === 0 ? '1' : null,
      plannedHere: false,
    };
  });
}

const KNOWN: SourceUserView = {
  id: '0ua1',
  externalId: '1',
  status: 'ACTIVE',
  userId: '00u0',
  matchType: null,
  profile: { userName: 'ann@example.com', email: 'ann@example.com' },
  fingerprint: null,
  version: 1,
  userStatus: 'DEPROVISIONED',
};

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

describe('a plan', () => {
  it('is a function of its arguments: the same again gives the same, and changes none of them', () => {
    fc.assert(
      fc.property(sessions, settings, residents, ([uploads = []], someSettings, people) => {
        const basis = compileBasis(
          {
            sourceId: SOURCE,
            settings: { ...DEFAULT_SOURCE_SETTINGS, ...someSettings },
            mapping: DEFAULT_MAPPING,
            sourceSchema: BASE_SOURCE_ATTRIBUTES,
            userSchema: BASE_USER_ATTRIBUTES,
            priorities: { [SOURCE]: 1 },
            org: { name: 'test' },
            choices: DEFAULT_CHOICES,
          },
          manualClock(),
        );
        const users = deepFreeze(usersOf(people));
        const sourceUsers = deepFreeze(people.length === 0 ? [] : [KNOWN]);
        const data = { sourceUsers, users, uniqueHolders: new Map<string, string>(), deletedHere: new Set<string>() };
        for (const upload of uploads) {
          if (!('upserts' in upload)) continue;
          for (const [index, [externalId, profile]] of upload.upserts.entries()) {
            const intent = deepFreeze({
              number: index + 1,
              action: 'upsert' as const,
              externalId,
              profile: { ...(profile as Readonly<Record<string, string | null>>) },
              line: JSON.stringify(profile),
              others: [],
            });
            const sourceUser = sourceUsers.find((known) => known.externalId === externalId);
            const plan = () =>
              planUpsert(prepareUpsert(intent, sourceUser, basis, new Set()), new PlanState(data, basis), basis);
            const state = new PlanState(data, basis);
            const prepared = prepareUpsert(intent, sourceUser, basis, new Set());
            const first = planUpsert(prepared, state, basis);
            expect(planUpsert(prepared, state, basis)).toEqual(first);
            expect(plan()).toEqual(first);
          }
        }
      }),
    );
  });
});

describe('keyHash', () => {
  it('is a whole number of 53 bits that the text and the seed decide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.maxSafeNat(), (text, seed) => {
        const hash = keyHash(text, seed);
        expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
        expect(keyHash(text, seed)).toBe(hash);
      }),
    );
  });

  it('tells many ids apart, and seeds, whichever half of them differs', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => keyHash(`employee-${index}`));
    const seeds = [0, 1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 52].map((seed) => keyHash('a', seed));
    expect([new Set(ids).size, new Set(seeds).size]).toEqual([100_000, 6]);
  });
});
