import { type ProfileSchema, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { listRelations } from '../directory/linked-objects/linked-object.ts';
import { loadProfileSchema } from '../directory/profile-schemas/load-profile-schema.ts';
import { getIdentitySource, sourceParty } from '../identity-sources/identity-source.ts';
import type { Org } from '../orgs/org.ts';
import type { Act } from '../system-log/act.ts';
import { recordEvent } from '../system-log/record-event.ts';
import { expressionProblems } from './check-mapping.ts';
import type { MappingProperties, MappingProperty } from './mapping.ts';

/** Changes of a mapping by user attribute: a property sets it, null removes it, the rest stays (import-semantics 1.6). */
export type MappingChange = Readonly<Record<string, MappingProperty | null>>;

/** The mapping of a source into the directory. Throws `notFound`. */
export async function getMapping(tx: Transaction, sourceId: string): Promise<MappingProperties> {
  await getIdentitySource(tx, sourceId);
  const [row] = await tx.query<{ readonly properties: MappingProperties }>(
    sql`SELECT properties FROM mappings WHERE source_id = ${sourceId}`,
  );
  return row?.properties ?? {};
}

/**
 * Changes a mapping. Every expression is checked against the schemas before anything is saved: throws `validationFailed`
 * that names each target with what is wrong and where, and `notFound`. Counts from the next import on.
 */
export async function saveMapping(
  tx: Transaction,
  org: Org,
  sourceId: string,
  change: MappingChange,
  act: Act,
): Promise<MappingProperties> {
  const source = await getIdentitySource(tx, sourceId);
  await tx.execute(sql`SELECT FROM mappings WHERE source_id = ${sourceId} FOR UPDATE`);
  const sourceSchema = await loadProfileSchema(tx, sourceId);
  const userSchema = await loadProfileSchema(tx, 'user');
  const relations = (await listRelations(tx)).map(({ primaryName }) => primaryName);
  const causes = Object.entries(change).flatMap(([target, property]) =>
    problemsOf(target, property, userSchema, sourceSchema, relations),
  );
  if (causes.length > 0) throw validationFailed('updateMapping', causes);
  const properties = mergeMapping(await getMapping(tx, sourceId), change);
  await tx.execute(sql`
    UPDATE mappings SET properties = ${JSON.stringify(properties)}, version = version + 1, last_updated = ${org.clock.now()}
     WHERE source_id = ${sourceId}`);
  await recordEvent(tx, {
    ...act,
    at: org.clock.now(),
    type: 'application.provision.field_mapping_rule.change',
    targets: [sourceParty(source)],
    debug: { changed: Object.keys(change).join(', ') },
  });
  return properties;
}

function problemsOf(
  target: string,
  property: MappingProperty | null,
  userSchema: ProfileSchema,
  sourceSchema: ProfileSchema,
  relations: readonly string[],
): readonly string[] {
  if (property === null) return [];
  if (target === 'login') return ['login: The login is mapped by the user name format of the source'];
  if (!userSchema.some(({ name }) => name === target)) return [`Invalid target field ${target}`];
  return expressionProblems(property.expression, 'mapping', sourceSchema, relations)
    .filter(({ severity }) => severity === 'error')
    .map(({ message, line, column }) => `${target}: ${message} (line ${line}, column ${column})`);
}

/** The properties after a change. */
export function mergeMapping(before: MappingProperties, change: MappingChange): MappingProperties {
  const kept = Object.entries(before).filter(([target]) => !Object.hasOwn(change, target));
  const set = Object.entries(change).flatMap(([target, property]) =>
    property === null ? [] : [[target, property] as const],
  );
  return Object.fromEntries([...kept, ...set]);
}
