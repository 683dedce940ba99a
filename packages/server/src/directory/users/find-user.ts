import { isId, notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { isStorable } from '../../json/storable-text.ts';
import { loginKey } from '../keys.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';

/**
 * The user whom a path segment means: by id, else by login, else by short name, which is the part of a login before the @ where
 * only one user has it (identity-sources-api 7.3). `undefined` for nobody, or for an ambiguous short name.
 */
export async function findUser(tx: Transaction, reference: string): Promise<UserRow | undefined> {
  // PostgreSQL refuses it even as a parameter; nobody has such a login.
  if (!isStorable(reference)) return undefined;
  if (isId('user', reference)) {
    const [user] = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE id = ${reference}`);
    if (user !== undefined) return user;
  }
  const key = loginKey(reference);
  const [user] = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE login_key = ${key}`);
  return user ?? findByShortName(tx, key);
}

/**
 * The user whom a path segment means, for a change: nobody else writes the row until the transaction ends. Throws `notFound`, with
 * `named` as the path said it.
 */
export async function lockUser(tx: Transaction, reference: string, named = reference): Promise<UserRow> {
  const found = await findUser(tx, reference);
  const [user] =
    found === undefined
      ? []
      : await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE id = ${found.id} FOR UPDATE`);
  if (user === undefined) throw notFound(named, 'User');
  return user;
}

async function findByShortName(tx: Transaction, key: string): Promise<UserRow | undefined> {
  if (key === '' || key.includes('@')) return undefined;
  const users = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE login_key ^@ ${`${key}@`} LIMIT 2`);
  return users.length === 1 ? users[0] : undefined;
}
