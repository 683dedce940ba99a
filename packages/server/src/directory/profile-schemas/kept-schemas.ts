import type { ProfileSchema } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { loadProfileSchema } from './load-profile-schema.ts';
import type { SchemaOwner } from './schema-owner.ts';

interface Kept {
  readonly version: string;
  readonly schema: ProfileSchema;
}

/** By owner; kept as long as the org's settings are. */
const kept = new WeakMap<Org, Map<SchemaOwner, Kept>>();

/** The version of a schema, to be selected as text: the transactions that wrote its rows tell it. */
export function schemaVersion(owner: SchemaOwner): Sql {
  return sql`(SELECT coalesce(string_agg(concat_ws(':', name, xmin), ',' ORDER BY name), '') FROM attributes WHERE owner = ${owner})`;
}

/**
 * The schema of an owner who exists, as `loadProfileSchema` gives it, and loaded again only where it changed.
 * @param version what was selected as its `schemaVersion`
 */
export async function keptSchema(
  tx: Transaction,
  org: Org,
  owner: SchemaOwner,
  version: string,
): Promise<ProfileSchema> {
  const ofOrg = kept.get(org) ?? new Map<SchemaOwner, Kept>();
  kept.set(org, ofOrg);
  const known = ofOrg.get(owner);
  if (known?.version === version) return known.schema;
  const schema = await loadProfileSchema(tx, owner);
  ofOrg.set(owner, { version, schema });
  return schema;
}
