import { ApiError, notFound, validationFailed } from '@headwater/protocol';
import sql, { raw } from 'sql-template-tag';
import { platformSchema } from '../database/org-name.ts';
import type { Transaction } from '../database/transaction.ts';
import { isRecord } from '../json/is-record.ts';
import type { Act } from '../system-log/act.ts';
import { recordEvent } from '../system-log/record-event.ts';
import { mergePatch } from './merge-patch.ts';
import type { Org } from './org.ts';
import { announceOrgs } from './org-rows.ts';
import { type OrgSettings, readOrgSettings } from './org-settings.ts';

type SettingName = keyof OrgSettings;

/** What a request may change. */
const CHANGEABLE: readonly SettingName[] = ['limitsProfile', 'limits', 'rateLimits', 'choices'];
const ORGS = raw(`${platformSchema}.orgs`);

/** What the org has set itself, as it is now: another process may have changed it a moment ago. Throws `notFound`. */
export async function readSettings(org: Org): Promise<OrgSettings> {
  return org.read(async (tx) => {
    const [row] = await tx.query<{ readonly settings: unknown }>(
      sql`SELECT settings FROM ${ORGS} WHERE name = ${org.name}`,
    );
    return readRow(org, row);
  });
}

/**
 * Changes what the org has set itself: what `change` does not name stays, `null` gives the default back. Every process follows
 * within moments. Gives the settings after it. Throws `malformedBody` for what is no object, or `validationFailed`, naming everything
 * that is wrong, and changes nothing then.
 */
export async function changeSettings(
  org: Org,
  change: unknown,
  knownBuckets: ReadonlySet<string>,
  act: Act,
): Promise<OrgSettings> {
  if (!isRecord(change)) throw new ApiError('malformedBody');
  requireKnown(change, knownBuckets);
  return org.transaction(async (tx) => {
    const [row] = await tx.query<{ readonly settings: unknown }>(
      sql`SELECT settings FROM ${ORGS} WHERE name = ${org.name} FOR UPDATE`,
    );
    const before = readRow(org, row);
    const after = readOrgSettings(mergePatch(pickChangeable(before), change));
    const changes = differences(flatten(before), flatten(after));
    if (Object.keys(changes).length > 0) await write(tx, org, after, changes, act);
    return after;
  });
}

async function write(
  tx: Transaction,
  org: Org,
  settings: OrgSettings,
  changes: Readonly<Record<string, Scalar>>,
  act: Act,
): Promise<void> {
  const now = org.clock.now();
  await tx.execute(sql`
    UPDATE ${ORGS} SET settings = settings || ${JSON.stringify(pickChangeable(settings))}::jsonb, last_updated = ${now}
    WHERE name = ${org.name}`);
  await recordEvent(tx, {
    at: now,
    type: 'system.rate_limit.configuration.update',
    ...act,
    targets: [{ id: org.id, type: 'Org', alternateId: org.name, displayName: org.name }],
    debug: changes,
  });
  await announceOrgs(tx);
}

function readRow(org: Org, row: { readonly settings: unknown } | undefined): OrgSettings {
  if (row === undefined) throw notFound(org.name, 'Organization');
  return readOrgSettings(row.settings);
}

function pickChangeable(settings: OrgSettings): Pick<OrgSettings, SettingName> {
  const { limitsProfile, limits, rateLimits, choices } = settings;
  return { limitsProfile, limits, rateLimits, choices };
}

/** Names that mean nothing would be kept, and have no effect. */
function requireKnown(change: unknown, knownBuckets: ReadonlySet<string>): void {
  const { rateLimits, ...others } = toRecord(change);
  const unknown = Object.keys(others).filter((name) => !CHANGEABLE.some((known) => known === name));
  const buckets = Object.entries(toRecord(toRecord(rateLimits).buckets)).filter(
    ([bucket, limit]) => limit !== null && !knownBuckets.has(bucket),
  );
  const causes = [
    ...unknown.map((name) => `${name}: There is no such setting; there are ${CHANGEABLE.join(', ')}`),
    ...buckets.map(
      ([bucket]) => `rateLimits.buckets.${bucket}: There is no such bucket; see /api/v1/headwater/org/rate-limits`,
    ),
  ];
  if (causes.length > 0) throw validationFailed(unknown[0] ?? 'rateLimits', causes);
}

type Scalar = string | number | boolean | null;

/** `limits.bulkMaxItems` and so on, with its value. */
function flatten(settings: OrgSettings): ReadonlyMap<string, Scalar> {
  const { limitsProfile, limits, rateLimits, choices } = settings;
  const { buckets = {}, ...rules } = rateLimits;
  const parts = { limits, rateLimits: rules, 'rateLimits.buckets': buckets, choices };
  const values = Object.entries(parts).flatMap(([part, record]) =>
    Object.entries(record).map(([name, value]) => [`${part}.${name}`, value as Scalar] as const),
  );
  return new Map([['limitsProfile', limitsProfile], ...values]);
}

/** The values that are new; null for those that are the default's again. */
function differences(
  before: ReadonlyMap<string, Scalar>,
  after: ReadonlyMap<string, Scalar>,
): Readonly<Record<string, Scalar>> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = names.filter((name) => before.get(name) !== after.get(name));
  return Object.fromEntries(changed.map((name) => [name, after.get(name) ?? null]));
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
