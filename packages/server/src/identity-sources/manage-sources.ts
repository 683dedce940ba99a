import { DEFAULT_SOURCE_SETTINGS, type IdentitySourceSettings, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { revokeToken } from '../access/manage-tokens.ts';
import { setServiceAppStatus } from '../access/service-apps/manage-service-apps.ts';
import { checkLabel } from '../apps/check-label.ts';
import type { Transaction } from '../database/transaction.ts';
import { DEFAULT_MAPPING } from '../mappings/mapping.ts';
import type { Org } from '../orgs/org.ts';
import type { Act } from '../system-log/act.ts';
import type { EventType } from '../system-log/event-types.ts';
import { recordEvent } from '../system-log/record-event.ts';
import { applySettings, type CheckExpression } from './check-settings.ts';
import { getIdentitySource, type IdentitySource, type SourceStatus, sourceParty } from './identity-source.ts';

export interface NewSource {
  readonly label: string;
  /** On top of the defaults. */
  readonly settings?: Partial<IdentitySourceSettings>;
}

/** What may be changed of a source; what is absent stays. */
export interface SourceChange {
  readonly label?: string;
  readonly settings?: Partial<IdentitySourceSettings>;
}

/** Creates an active source with the default mapping (import-semantics 1.6), last in priority. Throws `validationFailed`. */
export async function createIdentitySource(
  tx: Transaction,
  org: Org,
  input: NewSource,
  act: Act,
  checkExpression: CheckExpression,
): Promise<IdentitySource> {
  const label = checkLabel(input.label);
  const settings = applySettings(DEFAULT_SOURCE_SETTINGS, input.settings ?? {}, checkExpression);
  const now = org.clock.now();
  const id = org.ids.next('identitySource');
  await tx.execute(sql`
    INSERT INTO identity_sources (id, label, settings, created, last_updated)
    VALUES (${id}, ${label}, ${JSON.stringify(settings)}, ${now}, ${now})`);
  await tx.execute(sql`
    INSERT INTO mappings (id, source_id, properties, created, last_updated)
    VALUES (${org.ids.next('mapping')}, ${id}, ${JSON.stringify(DEFAULT_MAPPING)}, ${now}, ${now})`);
  const source = await getIdentitySource(tx, id);
  await recordChange(tx, org, 'application.lifecycle.create', source, act);
  return source;
}

/** Changes label or settings. Throws `notFound` or `validationFailed`. */
export async function updateIdentitySource(
  tx: Transaction,
  org: Org,
  sourceId: string,
  change: SourceChange,
  act: Act,
  checkExpression: CheckExpression,
): Promise<IdentitySource> {
  const before = await lockSource(tx, sourceId);
  const label = change.label === undefined ? before.label : checkLabel(change.label);
  const settings = applySettings(before.settings, change.settings ?? {}, checkExpression);
  await tx.execute(sql`
    UPDATE identity_sources
    SET label = ${label}, settings = ${JSON.stringify(settings)}, version = version + 1, last_updated = ${org.clock.now()}
    WHERE id = ${sourceId}`);
  const after = await getIdentitySource(tx, sourceId);
  await recordChange(tx, org, 'application.lifecycle.update', after, act);
  return after;
}

/** Takes the source into service, or out of it: an inactive one takes no new data. The same status again is nothing. */
export async function setSourceStatus(
  tx: Transaction,
  org: Org,
  sourceId: string,
  status: SourceStatus,
  act: Act,
): Promise<IdentitySource> {
  const before = await lockSource(tx, sourceId);
  if (before.status === status) return before;
  await tx.execute(sql`
    UPDATE identity_sources SET status = ${status}, version = version + 1, last_updated = ${org.clock.now()}
    WHERE id = ${sourceId}`);
  const after = await getIdentitySource(tx, sourceId);
  const type = status === 'ACTIVE' ? 'application.lifecycle.activate' : 'application.lifecycle.deactivate';
  await recordChange(tx, org, type, after, act);
  return after;
}

/**
 * Deletes an inactive source that knows nobody, with its sessions, mapping and attributes; tokens and apps that are bound to it are
 * refused from then on. Throws `validationFailed` for one that is active or still has people or an import under way, and `notFound`.
 */
export async function deleteIdentitySource(tx: Transaction, org: Org, sourceId: string, act: Act): Promise<void> {
  const source = await lockSource(tx, sourceId);
  const [used] = await tx.query<{ readonly people: boolean; readonly busy: boolean }>(sql`
    SELECT EXISTS (SELECT FROM source_users WHERE source_id = ${sourceId} AND status <> 'DEPROVISIONED') AS people,
           EXISTS (SELECT FROM sessions WHERE source_id = ${sourceId} AND status = 'TRIGGERED') AS busy`);
  const causes = [
    ...(source.status === 'ACTIVE' ? ['The identity source must be deactivated before deletion.'] : []),
    ...(used?.people === true ? ['The identity source still has people; delete them through an import first.'] : []),
    ...(used?.busy === true ? ['The identity source has an import under way; wait for it.'] : []),
  ];
  if (causes.length > 0) throw validationFailed('identitySourceId', causes);
  await tx.execute(sql`DELETE FROM attributes WHERE owner = ${sourceId}`);
  await tx.execute(sql`DELETE FROM profile_schemas WHERE owner = ${sourceId}`);
  const tokens = await tx.query<{ readonly id: string }>(
    sql`SELECT id FROM api_tokens WHERE source_id = ${sourceId} ORDER BY id`,
  );
  for (const { id } of tokens) await revokeToken(tx, org, id, act);
  const apps = await tx.query<{ readonly id: string }>(
    sql`SELECT id FROM service_apps WHERE source_id = ${sourceId} ORDER BY id`,
  );
  for (const { id } of apps) await setServiceAppStatus(tx, org, id, 'INACTIVE', act);
  await tx.execute(sql`DELETE FROM identity_sources WHERE id = ${sourceId}`);
  await recordChange(tx, org, 'application.lifecycle.delete', source, act);
}

async function lockSource(tx: Transaction, sourceId: string): Promise<IdentitySource> {
  await tx.execute(sql`SELECT FROM identity_sources WHERE id = ${sourceId} FOR UPDATE`);
  return getIdentitySource(tx, sourceId);
}

async function recordChange(
  tx: Transaction,
  org: Org,
  type: EventType,
  source: IdentitySource,
  act: Act,
): Promise<void> {
  await recordEvent(tx, { at: org.clock.now(), type, ...act, targets: [sourceParty(source)] });
}
