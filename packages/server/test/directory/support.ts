import { type Ids, type Profile, timeOrderedIds } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../src/database/transaction.ts';
import type { ChangeContext } from '../../src/directory/change-context.ts';
import { createUser, type NewUser } from '../../src/directory/users/create-user.ts';
import type { UserRow } from '../../src/directory/users/user.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { createTestOrg } from '../support/database.ts';

export const AT = new Date('2026-03-01T10:00:00.000Z');
export const CONTEXT: ChangeContext = { at: AT, actor: SYSTEM };

/** An empty directory in an org of its own. */
export interface TestDirectory {
  readonly ids: Ids;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Creates a user `<name>@example.com` called Test `name`. */
  addUser(name: string, profile?: Profile, more?: Omit<NewUser, 'profile'>): Promise<UserRow>;
  /** Removes users, attributes, what they hold, and what was recorded. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestDirectory(): Promise<TestDirectory> {
  const { database, org, close } = await createTestOrg();
  const ids = timeOrderedIds({ now: () => AT }, Math.random);
  const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => database.inOrg(org, work);
  return {
    ids,
    transaction,
    addUser: (name, profile = {}, more = {}) =>
      transaction((tx) => createUser(tx, ids, CONTEXT, { ...more, profile: { ...person(name), ...profile } })),
    clear: async () => {
      await transaction((tx) =>
        tx.execute(sql`
          WITH a AS (DELETE FROM attributes), b AS (DELETE FROM unique_values), c AS (DELETE FROM changes),
               d AS (DELETE FROM events), e AS (DELETE FROM mappings), f AS (DELETE FROM identity_sources)
          DELETE FROM users`),
      );
    },
    close,
  };
}

/** The least a user needs. */
export function person(name: string): Profile {
  return { login: `${name}@example.com`, email: `${name}@example.com`, firstName: 'Test', lastName: name };
}
