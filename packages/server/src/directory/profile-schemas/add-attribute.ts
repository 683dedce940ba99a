import { type AttributeDefinition, validationFailed } from '@headwater/protocol';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { lockProfileSchema, recordSchemaChange, storeDefinition } from './schema-changes.ts';
import type { SchemaOwner } from './schema-owner.ts';
import { checkUniqueCount } from './unique-attributes.ts';
import { definitionProblems } from './validate-definition.ts';

/**
 * Adds a custom attribute at the end of the schema (import-semantics 1.3, 1.4). Throws `validationFailed` with one cause per
 * thing that is wrong with the definition, for a name that another attribute has (case does not count), and for a sixth unique
 * attribute.
 */
export async function addAttribute(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  definition: AttributeDefinition,
): Promise<AttributeDefinition> {
  // Whether an attribute is a base one is not the caller's to say.
  const { base: _, ...custom } = definition;
  const problems = definitionProblems(owner, custom);
  if (problems.length > 0) throw validationFailed(custom.name, problems);
  const schema = await lockProfileSchema(tx, owner);
  const twin = schema.find((other) => other.name.toLowerCase() === custom.name.toLowerCase());
  if (twin !== undefined) {
    throw validationFailed('name', [
      `name: there is already an attribute "${twin.name}"; names must differ in more than case`,
    ]);
  }
  checkUniqueCount(schema, custom);
  await storeDefinition(tx, owner, custom.name, custom);
  await recordSchemaChange(tx, context, owner, 'add', custom.name);
  return custom;
}
