import type { IdentitySourceSettings } from '@headwater/protocol';
import fc from 'fast-check';
import { deletes, type Upload, upserts } from '../support/import-harness.ts';

/**
 * Random sessions over few people and few values, so that logins, addresses, names and unique values collide all the time.
 */

/** Attributes of the source and of users that {@link sessions} sends beside the base ones. */
export const BADGE = { name: 'badge', title: 'Badge', type: 'string' } as const;

const few = (...values: readonly string[]) => fc.constantFrom(...values);

const ids = few('1', '2', '3', '4', '5', '6');

const profile = fc
  .record(
    {
      userName: few('ann', 'bob', 'cid', 'dan').map((name) => `${name}@example.com`),
      email: few('ann', 'bob', 'cid', 'dan').map((name) => `${name}@example.com`),
      firstName: few('Sam', 'Kim'),
      lastName: fc.oneof({ weight: 8, arbitrary: few('Smith', 'Jones') }, { weight: 1, arbitrary: fc.constant(null) }),
      mobilePhone: fc.option(few('1', '2', ''), { nil: null }),
      badge: few('A', 'B', 'C', ''),
    },
    { requiredKeys: ['userName', 'email', 'firstName', 'lastName'] },
  )
  .map((values) => values as Readonly<Record<string, string | null>>);

/** What the source of truth says of an id when nothing is odd about it; the first ones are residents' namesakes. */
function usual(externalId: string): Readonly<Record<string, string | null>> {
  const name = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay'][Number(externalId) - 1] ?? 'gus';
  const email = `${name}@example.com`;
  return { userName: email, email, firstName: 'Sam', lastName: name, badge: name };
}

const person: fc.Arbitrary<readonly [string, Readonly<Record<string, string | null>>]> = ids.chain((id) =>
  fc.oneof(fc.constant([id, usual(id)] as const), fc.tuple(fc.constant(id), profile)),
);

const someUpserts = fc.array(person, { minLength: 1, maxLength: 6 }).map((people) => upserts(...people));

const upload: fc.Arbitrary<Upload> = fc.oneof(
  { weight: 2, arbitrary: someUpserts },
  { weight: 1, arbitrary: fc.uniqueArray(ids, { minLength: 1, maxLength: 3 }).map((some) => deletes(...some)) },
);

/** The uploads of a few sessions, one after the other; each begins with an upsert, so that it can be triggered. */
export const sessions: fc.Arbitrary<readonly (readonly Upload[])[]> = fc.array(
  fc.tuple(someUpserts, fc.array(upload, { maxLength: 2 })).map(([first, rest]) => [first, ...rest]),
  { minLength: 1, maxLength: 4 },
);

/** True more often than not: what is never confirmed never gets far. */
const likely = fc.constantFrom(true, true, true, false);

/** Logins are user names, so that a login and an address can change apart. */
export const settings: fc.Arbitrary<Partial<IdentitySourceSettings>> = fc.record({
  userNameFormat: fc.constant('CUSTOM' as const),
  userNameExpression: fc.constant('source.userName'),
  exactMatchCriteria: fc.constantFrom('USERNAME', 'EMAIL', 'USERNAME_AND_EMAIL', 'ATTRIBUTES'),
  matchAttributes: fc.constant(['email', 'lastName']),
  allowPartialMatch: fc.boolean(),
  autoConfirmExactMatch: likely,
  autoConfirmPartialMatch: likely,
  autoConfirmNewUsers: likely,
  autoActivateNewUsers: fc.boolean(),
  userOffboardingAction: fc.constantFrom('NONE', 'DEACTIVATE', 'SUSPEND'),
  reactivateSuspendedUsers: likely,
  reactivateDeactivatedUsers: likely,
  absentAttributes: fc.constantFrom('merge', 'replace'),
});

/** People who are in the directory before, each with another login and badge. */
export const residents = fc.uniqueArray(
  fc
    .record({
      login: few('ann', 'bob', 'cid'),
      email: few('ann', 'bob', 'cid').map((name) => `${name}@example.com`),
      firstName: few('Sam', 'Kim'),
      lastName: few('Smith', 'Jones'),
    })
    .map((person) => ({ ...person, badge: person.login === 'ann' ? 'A' : person.login === 'bob' ? 'B' : '' })),
  { maxLength: 2, selector: ({ login }) => login },
);
