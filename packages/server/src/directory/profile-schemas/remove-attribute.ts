import { notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { attributeUses } from './mapped-attributes.ts';
import { lockProfileSchema, recordSchemaChange } from './schema-changes.ts';
import type { SchemaOwner } from './schema-owner.ts';
import { releaseAttribute } from './unique-attributes.ts';

/**
 * Removes a custom attribute, and its values from the users who have one; what a source said stays in its own records. Throws
 * `notFound`, or `validationFailed` for a base attribute and for one that is still mapped (import-semantics 1.3).
 */
export async function removeAttribute(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  name: string,
): Promise<void> {
  const schema = await lockProfileSchema(tx, owner);
  const attribute = schema.find((one) => one.name === name);
  if (attribute === undefined) throw notFound(name, 'CVDType');
  if (attribute.base === true) throw validationFailed(name, [`${name}: base attributes cannot be removed`]);
  const uses = await attributeUses(tx, owner, name);
  if (uses.length > 0) {
    throw validationFailed(name, [`${name}: is still used by ${uses.join(', ')}; unmap it first`]);
  }
  await tx.execute(sql`DELETE FROM attributes WHERE owner = ${owner} AND name = ${name}`);
  if (owner === 'user') {
    await releaseAttribute(tx, name);
    await tx.execute(sql`
      UPDATE users SET profile = profile - ${name}::text, version = version + 1, last_updated = ${context.at}
       WHERE jsonb_exists(profile, ${name})`);
  }
  await recordSchemaChange(tx, context, owner, 'remove', name);
}
