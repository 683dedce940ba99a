import {
  type AttributeDefinition,
  type ProfileSchema,
  type ProfileSchemaChange,
  validationFailed,
} from '@headwater/protocol';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { addAttribute } from './add-attribute.ts';
import { differingFields, fieldProblems, type ReadFields, readFields, type SentAttribute } from './read-attribute.ts';
import { removeAttribute } from './remove-attribute.ts';
import { lockProfileSchema } from './schema-changes.ts';
import type { SchemaOwner } from './schema-owner.ts';
import { type AttributeChanges, updateAttribute } from './update-attribute.ts';

/**
 * Merges changes into a schema as the Schemas API does (identity-sources-api 7.5): unknown attributes are added, known ones changed in
 * the fields that are sent, those that are null removed. All of it or, with `validationFailed`, nothing: roll back then.
 */
export async function changeSchema(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  { definitions }: ProfileSchemaChange,
): Promise<void> {
  const schema = await lockProfileSchema(tx, owner);
  const base = Object.entries(definitions?.base?.properties ?? {});
  const custom = Object.entries(definitions?.custom?.properties ?? {});
  for (const [name] of base) requireBase(schema, name);
  for (const [name] of custom) refuseBase(schema, name);
  // What is removed makes room for what is added: names, and unique attributes.
  for (const [name, sent] of [...base, ...custom]) {
    const isThere = schema.some((attribute) => attribute.name === name);
    if (sent === null && isThere) await removeAttribute(tx, context, owner, name);
  }
  for (const [name, sent] of [...base, ...custom]) {
    if (sent !== null) await merge(tx, context, owner, schema, name, sent);
  }
}

async function merge(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  schema: ProfileSchema,
  name: string,
  sent: SentAttribute,
): Promise<void> {
  const problems = fieldProblems(sent);
  if (problems.length > 0) throw validationFailed(name, problems);
  const fields = readFields(owner, sent);
  const current = schema.find((attribute) => attribute.name === name);
  if (current === undefined) {
    await addAttribute(tx, context, owner, newDefinition(name, fields));
    return;
  }
  const { type, ...changes } = differingFields(current, fields);
  if (type !== undefined) {
    throw validationFailed(name, [`type: cannot be changed from ${current.type} to ${type}; add another attribute`]);
  }
  if (Object.keys(changes).length === 0) return;
  // `fieldProblems` has checked the types of all fields.
  await updateAttribute(tx, context, owner, name, changes as AttributeChanges);
}

function newDefinition(name: string, fields: ReadFields): AttributeDefinition {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  if (fields.type === undefined) throw validationFailed(name, ['type: The field cannot be left blank']);
  // `fieldProblems` has checked the types of all fields; whether their values are possible is asked when it is added.
  return { title: '', ...Object.fromEntries(given), name } as AttributeDefinition;
}

function requireBase(schema: ProfileSchema, name: string): void {
  if (schema.some((attribute) => attribute.name === name && attribute.base === true)) return;
  throw validationFailed(name, [`${name}: is no base attribute; send it under definitions.custom`]);
}

function refuseBase(schema: ProfileSchema, name: string): void {
  if (!schema.some((attribute) => attribute.name === name && attribute.base === true)) return;
  throw validationFailed(name, [`${name}: is a base attribute; send it under definitions.base`]);
}
