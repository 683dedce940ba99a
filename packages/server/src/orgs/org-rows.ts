import { notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';
import { readTestMode, type TestMode } from '../test-mode/test-mode.ts';
import { type OrgSettings, readOrgSettings } from './org-settings.ts';

/** An org as the platform lists it. */
export interface OrgRow {
  /** `00o…` */
  readonly id: string;
  readonly name: string;
  /** Host names that mean this org, besides those that begin with its name. */
  readonly hosts: readonly string[];
  readonly settings: OrgSettings;
  /** Where the org is in test mode. Stored among the settings, and changed by the functions of `test-mode/` only. */
  readonly testMode?: TestMode;
  readonly created: Date;
}

interface StoredOrg extends Omit<OrgRow, 'settings' | 'testMode'> {
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The channel on which processes tell each other that the list of orgs changed. */
export const ORGS_CHANNEL = 'headwater_orgs';

/** Tells all processes, when the transaction commits. */
export async function announceOrgs(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_notify(${ORGS_CHANNEL}, '')`);
}

/** All orgs, by name. */
export async function listOrgs(database: Database): Promise<readonly OrgRow[]> {
  const rows = await database.inPlatform((tx) =>
    tx.query<StoredOrg>(sql`SELECT id, name, hosts, settings, created FROM orgs ORDER BY name`),
  );
  return rows.map(readOrg);
}

function readOrg(row: StoredOrg): OrgRow {
  const testMode = readTestMode(row.settings.testMode);
  return { ...row, settings: readOrgSettings(row.settings), ...(testMode === undefined ? {} : { testMode }) };
}

/** One org. Throws `notFound`. */
export async function getOrg(database: Database, name: string): Promise<OrgRow> {
  const org = (await listOrgs(database)).find((row) => row.name === name);
  if (org === undefined) throw notFound(name, 'Organization');
  return org;
}

/** What may be changed of an org; what is absent stays, in `settings` too. */
export interface OrgChange {
  readonly hosts?: readonly string[];
  readonly settings?: Partial<OrgSettings>;
}

/** Changes an org; every process follows within moments. Throws `notFound` or `validationFailed`. */
export async function updateOrg(database: Database, name: string, change: OrgChange): Promise<void> {
  const settings = change.settings === undefined ? null : JSON.stringify(onlyGiven(change.settings));
  const hosts = change.hosts?.map((host) => host.toLowerCase()) ?? null;
  await database.inPlatform(async (tx) => {
    const changed = await tx.execute(sql`
      UPDATE orgs SET hosts = coalesce(${hosts}::text[], hosts), settings = settings || coalesce(${settings}::jsonb, '{}'),
                      last_updated = now()
      WHERE name = ${name}`);
    if (changed === 0) throw notFound(name, 'Organization');
    await announceOrgs(tx);
  });
}

/** Checked like whole settings, without the defaults of what is absent. */
function onlyGiven(given: Partial<OrgSettings>): Partial<OrgSettings> {
  const checked = readOrgSettings(given);
  return Object.fromEntries(Object.entries(checked).filter(([name]) => Object.hasOwn(given, name)));
}
