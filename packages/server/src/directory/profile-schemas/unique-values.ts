import { createHash } from 'node:crypto';
import type { Profile, ProfileValue } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** A value of a unique attribute. */
export interface UniqueValue {
  readonly attribute: string;
  readonly value: ProfileValue;
}

/** What one user is to hold: the unique attributes present are replaced (null releases), absent ones stay. */
export interface UniqueClaim {
  readonly userId: string;
  readonly profile: Profile;
}

/** A claim that was not granted because another user holds the value. */
export interface UniqueConflict {
  readonly userId: string;
  readonly attribute: string;
  readonly value: ProfileValue;
  /** Null when the holder let go of the value in the meantime: try again. */
  readonly holderId: string | null;
}

const LONGEST_PLAIN = 200;

/**
 * The form of a value under which it is unique: its text, compared as it is, or a hash of long text. `null` where nothing is
 * claimed: null never counts (import-semantics 1.4), and neither does the empty text that clearing a field leaves behind.
 */
export function uniqueKey(value: ProfileValue | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length <= LONGEST_PLAIN ? `=${text}` : `#${createHash('sha256').update(text).digest('hex')}`;
}

/** Answers who holds a value, from one look-up for many. */
export interface UniqueHolders {
  /** The id of the user that holds the value, `undefined` for nobody. */
  holder(attribute: string, value: ProfileValue): string | undefined;
}

/** Looks up, in one statement, who holds each of many values. Takes no locks: `claimUniqueValues` decides. */
export async function findUniqueHolders(tx: Transaction, values: readonly UniqueValue[]): Promise<UniqueHolders> {
  const holders = new Map<string, string>();
  const keyed = values.flatMap(({ attribute, value }) => {
    const key = uniqueKey(value);
    return key === null ? [] : [{ attribute, key }];
  });
  if (keyed.length > 0) {
    const rows = await tx.query<{
      readonly attribute: string;
      readonly value_key: string;
      readonly user_id: string;
    }>(sql`
      SELECT attribute, value_key, user_id
        FROM unnest(${keyed.map((one) => one.attribute)}::text[], ${keyed.map((one) => one.key)}::text[])
          AS wanted (attribute, value_key)
        JOIN unique_values USING (attribute, value_key)`);
    for (const row of rows) holders.set(holderKey(row.attribute, row.value_key), row.user_id);
  }
  return {
    holder: (attribute, value) => {
      const key = uniqueKey(value);
      return key === null ? undefined : holders.get(holderKey(attribute, key));
    },
  };
}

function holderKey(attribute: string, key: string): string {
  return `${attribute}${key}`;
}

/** The unique attributes of users at this moment. */
async function uniqueAttributes(tx: Transaction): Promise<readonly string[]> {
  const rows = await tx.query<{ readonly name: string }>(
    sql`SELECT name FROM attributes WHERE owner = 'user' AND definition @> '{"unique": true}' ORDER BY name`,
  );
  return rows.map((row) => row.name);
}

interface Wanted {
  readonly claim: UniqueClaim;
  readonly attribute: string;
  readonly key: string | null;
}

/**
 * Replaces the unique values of many users in three statements, and gives the claims that were not granted; those users hold
 * nothing under the attribute any more, so leave the attribute out of what you write, or roll back. Users may exchange values
 * within one call; of two users that claim one value in the same call the earlier gets it. Call it before writing the users'
 * rows, in the same transaction. Waits for parallel transactions that claim the same values; when two of them exchange values
 * crosswise, PostgreSQL ends one with a deadlock, which `isRetryable` knows.
 *
 * Reads which attributes are unique itself, after taking the lock that any write to `users` takes: an attribute that is made
 * unique while an import with an older schema runs is then either seen here, or its check waits for this transaction.
 */
export async function claimUniqueValues(
  tx: Transaction,
  claims: readonly UniqueClaim[],
): Promise<readonly UniqueConflict[]> {
  if (claims.length === 0) return [];
  await tx.execute(sql`LOCK TABLE users IN ROW EXCLUSIVE MODE`);
  const attributes = await uniqueAttributes(tx);
  return attributes.length === 0 ? [] : claimAttributes(tx, attributes, claims);
}

/** `claimUniqueValues` for these attributes, by a caller that holds a lock on `users` already. */
export async function claimAttributes(
  tx: Transaction,
  attributes: readonly string[],
  claims: readonly UniqueClaim[],
): Promise<readonly UniqueConflict[]> {
  const wanted = claims.flatMap((claim) =>
    attributes
      .filter((attribute) => Object.hasOwn(claim.profile, attribute))
      .map((attribute): Wanted => ({ claim, attribute, key: uniqueKey(claim.profile[attribute]) })),
  );
  if (wanted.length === 0) return [];
  await release(tx, wanted);
  const granted = await insert(tx, wanted);
  const refused = wanted.filter((one) => one.key !== null && !granted.has(holderKey(one.attribute, one.claim.userId)));
  return refused.length === 0 ? [] : describeConflicts(tx, refused);
}

/** Leaves values alone that the same user keeps: a re-import that changes nothing writes nothing. */
async function release(tx: Transaction, wanted: readonly Wanted[]): Promise<void> {
  await tx.execute(sql`
    DELETE FROM unique_values AS held
     USING unnest(${wanted.map((one) => one.claim.userId)}::text[], ${wanted.map((one) => one.attribute)}::text[],
                  ${wanted.map((one) => one.key)}::text[]) AS wanted (user_id, attribute, value_key)
     WHERE held.user_id = wanted.user_id AND held.attribute = wanted.attribute
       AND held.value_key IS DISTINCT FROM wanted.value_key`);
}

/** The claims that hold now, as attribute and user id. Inserts in key order, so that parallel calls wait in one direction. */
async function insert(tx: Transaction, wanted: readonly Wanted[]): Promise<ReadonlySet<string>> {
  const claimed = wanted.filter((one) => one.key !== null);
  const users = claimed.map((one) => one.claim.userId);
  const attributes = claimed.map((one) => one.attribute);
  const keys = claimed.map((one) => one.key);
  await tx.execute(sql`
    INSERT INTO unique_values (attribute, value_key, user_id)
    SELECT attribute, value_key, user_id
      FROM unnest(${attributes}::text[], ${keys}::text[], ${users}::text[]) WITH ORDINALITY
        AS wanted (attribute, value_key, user_id, place)
     ORDER BY attribute, value_key, place
    ON CONFLICT DO NOTHING`);
  const held = await tx.query<{ readonly attribute: string; readonly user_id: string }>(sql`
    SELECT attribute, user_id
      FROM unnest(${attributes}::text[], ${keys}::text[], ${users}::text[]) AS wanted (attribute, value_key, user_id)
      JOIN unique_values USING (attribute, value_key, user_id)`);
  return new Set(held.map((row) => holderKey(row.attribute, row.user_id)));
}

async function describeConflicts(tx: Transaction, refused: readonly Wanted[]): Promise<readonly UniqueConflict[]> {
  const values = refused.map(({ claim, attribute }) => ({ attribute, value: claim.profile[attribute] ?? null }));
  const holders = await findUniqueHolders(tx, values);
  return refused.map(({ claim, attribute }) => {
    const value = claim.profile[attribute] ?? null;
    return { userId: claim.userId, attribute, value, holderId: holders.holder(attribute, value) ?? null };
  });
}
