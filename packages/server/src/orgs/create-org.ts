import { type Clock, type Ids, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import { createOrgSchema, dropOrgSchema } from '../database/org-schema.ts';
import { StorageError } from '../database/storage-error.ts';
import type { TestMode } from '../test-mode/test-mode.ts';
import { announceOrgs, type OrgRow } from './org-rows.ts';
import { DEFAULT_ORG_SETTINGS, type OrgSettings, readOrgSettings } from './org-settings.ts';

/** Host label and PostgreSQL name alike; the platform's table holds the same rule. */
const NAME = /^[a-z][a-z0-9_]{0,40}$/;

/** Whether an org can have the name. */
export function isOrgName(name: string): boolean {
  return NAME.test(name);
}

export interface NewOrg {
  readonly name: string;
  readonly hosts?: readonly string[];
  readonly settings?: Partial<OrgSettings>;
  /** Where it is in test mode from its beginning. */
  readonly testMode?: TestMode;
}

/** What making an org takes. */
export interface CreateOrgParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Creates an org: its schema and its row. Throws `validationFailed` for a bad or taken name. */
export async function createOrg(parts: CreateOrgParts, input: NewOrg): Promise<OrgRow> {
  const row = await ensureOrg(parts, input);
  if (row === undefined) throw validationFailed('name', [`name: There is already an org ${input.name}`]);
  return row;
}

/**
 * Creates an org that is not there yet; undefined when it is. The schema comes first and is dropped first, so that a schema
 * without a row, left by a process that died, holds nothing and is taken over.
 */
export async function ensureOrg(parts: CreateOrgParts, input: NewOrg): Promise<OrgRow | undefined> {
  if (!isOrgName(input.name)) {
    throw validationFailed('name', [
      `name: "${input.name}" cannot be the name of an org: use 1 to 41 of a-z, 0-9 and _, beginning with a letter`,
    ]);
  }
  const org: OrgRow = {
    id: parts.ids.next('org'),
    name: input.name,
    hosts: (input.hosts ?? []).map((host) => host.toLowerCase()),
    settings: readOrgSettings(input.settings ?? DEFAULT_ORG_SETTINGS),
    created: parts.clock.now(),
    ...(input.testMode === undefined ? {} : { testMode: input.testMode }),
  };
  await createOrgSchema(parts.database, org.name).catch(ignore('org_exists'));
  const created = await parts.database.inPlatform(async (tx) => {
    const rows = await tx.execute(sql`
      INSERT INTO orgs (id, name, hosts, settings, created, last_updated)
      VALUES (${org.id}, ${org.name}, ${org.hosts}, ${JSON.stringify({ ...org.settings, testMode: org.testMode })}, ${org.created}, ${org.created})
      ON CONFLICT (name) DO NOTHING`);
    await announceOrgs(tx);
    return rows === 1;
  });
  return created ? org : undefined;
}

/** Drops an org and everything in it, for good. Dropping an org that is not there is nothing. */
export async function dropOrg(database: Database, name: string): Promise<void> {
  await dropOrgSchema(database, name).catch(ignore('org_missing'));
  await database.inPlatform(async (tx) => {
    await tx.execute(sql`DELETE FROM orgs WHERE name = ${name}`);
    await announceOrgs(tx);
  });
}

function ignore(code: StorageError['code']): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof StorageError) || error.code !== code) throw error;
  };
}
