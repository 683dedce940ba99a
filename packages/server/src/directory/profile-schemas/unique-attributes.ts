import { type AttributeDefinition, type Profile, type ProfileSchema, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { claimAttributes } from './unique-values.ts';

/** How many unique custom attributes users may have (import-semantics 1.4). */
const MOST_UNIQUE = 5;
const USERS_PER_CHECK = 5_000;

/** Refuses a unique attribute that would be one too many. */
export function checkUniqueCount(schema: ProfileSchema, definition: AttributeDefinition): void {
  const others = schema.filter((other) => other.unique === true && other.name !== definition.name);
  if (definition.unique === true && others.length >= MOST_UNIQUE) {
    const names = others.map((other) => other.name).join(', ');
    throw validationFailed('unique', [
      `unique: at most ${MOST_UNIQUE} attributes can be unique, and these are: ${names}`,
    ]);
  }
}

/**
 * Makes an attribute of existing users unique: claims the values of all of them while nobody writes users. Two users with one
 * value refuse it, with a validation error that names them and the value.
 */
export async function claimExistingValues(tx: Transaction, attribute: string): Promise<void> {
  await tx.execute(sql`LOCK TABLE users IN SHARE MODE`);
  let last = '';
  for (;;) {
    const rows = await tx.query<{ readonly id: string; readonly profile: Profile }>(sql`
      SELECT id, jsonb_build_object(${attribute}::text, profile -> ${attribute}::text) AS profile
        FROM users WHERE id > ${last} AND profile ->> ${attribute}::text IS NOT NULL
       ORDER BY id LIMIT ${USERS_PER_CHECK}`);
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.id;
    const claims = rows.map((row) => ({ userId: row.id, profile: row.profile }));
    const [conflict] = await claimAttributes(tx, [attribute], claims);
    if (conflict !== undefined) {
      throw validationFailed('unique', [
        `${attribute}: users ${conflict.holderId} and ${conflict.userId} both have the value ${JSON.stringify(conflict.value)}; ` +
          'give one of them another value first',
      ]);
    }
  }
}

/** Forgets who holds which value of an attribute that is unique no more. */
export async function releaseAttribute(tx: Transaction, attribute: string): Promise<void> {
  await tx.execute(sql`DELETE FROM unique_values WHERE attribute = ${attribute}`);
}
