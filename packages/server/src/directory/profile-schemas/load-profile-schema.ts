import type { AttributeDefinition, ProfileSchema } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { baseAttributes, type SchemaOwner } from './schema-owner.ts';

/**
 * The schema as it is now: the base attributes with the org's overrides, in their published order, then the custom
 * attributes in the order they were added. A source that does not exist has the base attributes.
 */
export async function loadProfileSchema(tx: Transaction, owner: SchemaOwner): Promise<ProfileSchema> {
  // For a base attribute the row holds only what the org changed.
  const rows = await tx.query<{ readonly name: string; readonly definition: Partial<AttributeDefinition> }>(
    sql`SELECT name, definition FROM attributes WHERE owner = ${owner} ORDER BY position`,
  );
  const stored = new Map(rows.map((row) => [row.name, row.definition]));
  const base = baseAttributes(owner).map((attribute) => {
    const override = stored.get(attribute.name);
    stored.delete(attribute.name);
    return override === undefined ? attribute : { ...attribute, ...override };
  });
  // What is not base was stored whole by addAttribute.
  return [...base, ...(stored.values() as Iterable<AttributeDefinition>)];
}
