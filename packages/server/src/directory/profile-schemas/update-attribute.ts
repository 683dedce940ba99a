import { type AttributeDefinition, notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { lockProfileSchema, recordSchemaChange, storeDefinition } from './schema-changes.ts';
import { baseAttributes, type SchemaOwner } from './schema-owner.ts';
import { checkUniqueCount, claimExistingValues, releaseAttribute } from './unique-attributes.ts';
import { definitionProblems, loginPatternProblems } from './validate-definition.ts';

type Changeable = Exclude<keyof AttributeDefinition, 'name' | 'type' | 'title' | 'base'>;

/** New values of single fields of a definition; null takes a field away. Name and type never change. */
export type AttributeChanges = { readonly [Field in Changeable]?: AttributeDefinition[Field] | null } & {
  readonly title?: string;
};

/**
 * Changes an attribute. Of base attributes only these may change: `required` of a user's first and last name, `pattern` of the
 * login (its format restriction), `permission` and `master` of any user attribute (import-semantics 1.4). Making an attribute
 * unique checks the values that users have, and keeps writers of users waiting meanwhile. Throws `notFound`, or
 * `validationFailed` with one cause per thing that is wrong.
 */
export async function updateAttribute(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  name: string,
  changes: AttributeChanges,
): Promise<AttributeDefinition> {
  const schema = await lockProfileSchema(tx, owner);
  const current = schema.find((attribute) => attribute.name === name);
  if (current === undefined) throw notFound(name, 'CVDType');
  const next = applyChanges(current, changes);
  const problems = current.base === true ? baseProblems(owner, name, changes) : definitionProblems(owner, next);
  if (problems.length > 0) throw validationFailed(name, problems);
  checkUniqueCount(schema, next);
  await storeDefinition(tx, owner, name, current.base === true ? await override(tx, owner, name, changes) : next);
  if (next.unique === true && current.unique !== true) await claimExistingValues(tx, name);
  if (next.unique !== true && current.unique === true) await releaseAttribute(tx, name);
  await recordSchemaChange(tx, context, owner, 'update', name);
  return next;
}

function applyChanges<T extends Partial<AttributeDefinition>>(current: T, changes: AttributeChanges): T {
  const next: { [field: string]: unknown } = Object.assign({}, current);
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) delete next[field];
    else if (value !== undefined) next[field] = value;
  }
  // Only fields of a definition were set or removed, and no required one: AttributeChanges has neither name nor type.
  return next as T;
}

/** What the org has changed of a base attribute, with these changes. */
async function override(
  tx: Transaction,
  owner: SchemaOwner,
  name: string,
  changes: AttributeChanges,
): Promise<Partial<AttributeDefinition>> {
  const [row] = await tx.query<{ readonly definition: Partial<AttributeDefinition> }>(
    sql`SELECT definition FROM attributes WHERE owner = ${owner} AND name = ${name}`,
  );
  const base = baseAttributes(owner).find((attribute) => attribute.name === name);
  // `required` taken away must be said, because the base definition has it.
  const explicit = base?.required === true && changes.required === null ? { ...changes, required: false } : changes;
  return applyChanges(row?.definition ?? {}, explicit);
}

function baseProblems(owner: SchemaOwner, name: string, changes: AttributeChanges): readonly string[] {
  const allowed: readonly string[] = owner === 'user' ? changeableOfUser(name) : [];
  const refused = Object.keys(changes).filter((field) => !allowed.includes(field));
  return [
    ...refused.map((field) => `${field}: cannot be changed, ${name} is a base attribute`),
    ...(typeof changes.pattern === 'string' && refused.length === 0 ? loginPatternProblems(changes.pattern) : []),
  ];
}

function changeableOfUser(name: string): readonly Changeable[] {
  if (name === 'login') return ['pattern', 'permission', 'master'];
  return name === 'firstName' || name === 'lastName' ? ['required', 'permission', 'master'] : ['permission', 'master'];
}
