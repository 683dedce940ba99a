import { ApiError } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/**
 * Keeps administrators from locking an org: nobody deactivates or deletes themselves, nor the last administrator. Throws `forbidden`
 * (403, E0000006). Calls about administrators take turns until their transactions end.
 */
export async function guardAdministrators(tx: Transaction, callerId: string, userId: string): Promise<void> {
  if (userId === callerId) throw refusal('Administrators cannot deactivate or delete themselves.');
  const [role] = await tx.query(sql`SELECT FROM administrators WHERE user_id = ${userId}`);
  if (role === undefined) return;
  await tx.execute(sql`LOCK TABLE administrators IN SHARE ROW EXCLUSIVE MODE`);
  const others = await tx.query(sql`
    SELECT FROM administrators JOIN users ON users.id = administrators.user_id
     WHERE administrators.role = 'SUPER_ADMIN' AND users.id <> ${userId} AND users.status <> 'DEPROVISIONED' LIMIT 1`);
  if (others.length === 0) throw refusal('The last administrator cannot be deactivated or deleted.');
}

function refusal(cause: string): ApiError {
  return new ApiError('forbidden', { causes: [cause] });
}
