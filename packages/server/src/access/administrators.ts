import { notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';

/** Roles that exist. A super administrator may do everything, and no import ever deactivates one. */
export type Role = 'SUPER_ADMIN';

export interface Administrator {
  readonly userId: string;
  readonly role: Role;
  readonly created: Date;
}

/** Gives a user the role; again is nothing. Throws `notFound` for an unknown user. */
export async function addAdministrator(tx: Transaction, userId: string, role: Role, at: Date): Promise<void> {
  const known = await tx.query(sql`SELECT FROM users WHERE id = ${userId}`);
  if (known.length === 0) throw notFound(userId, 'User');
  await tx.execute(sql`
    INSERT INTO administrators (user_id, role, created) VALUES (${userId}, ${role}, ${at}) ON CONFLICT DO NOTHING`);
}

/** Takes the role away: tokens of the user stop working. */
export async function removeAdministrator(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM administrators WHERE user_id = ${userId}`);
}

/** All administrators, oldest first. */
export async function listAdministrators(tx: Transaction): Promise<readonly Administrator[]> {
  return tx.query<Administrator>(
    sql`SELECT user_id AS "userId", role, created FROM administrators ORDER BY created, user_id`,
  );
}
