import { ApiError, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { checkLabel } from '../../apps/check-label.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { replaceAppKeys } from './app-keys.ts';
import { lockServiceApp } from './lock-service-app.ts';
import { appParty, getServiceApp, type ServiceApp, type ServiceAppStatus } from './service-app.ts';

export interface NewServiceApp {
  readonly label: string;
  /** Its public keys as JSON Web Keys; none: it gets no token until it has one. */
  readonly jwks?: readonly unknown[];
  /** Whether only tokens bound to a key of its own are issued to it. Default true (identity-sources-api 7.8). */
  readonly dpop?: boolean;
  /** Binds it to one identity source. */
  readonly sourceId?: string;
  /** Default ACTIVE. */
  readonly status?: ServiceAppStatus;
}

/** What may be changed of an app; what is absent stays. `jwks` replaces all keys. */
export interface ServiceAppChange {
  readonly label?: string;
  readonly jwks?: readonly unknown[];
  readonly dpop?: boolean;
}

/** Creates an app without grants and role. Throws `validationFailed` for a bad label or key, or a source that does not exist. */
export async function createServiceApp(tx: Transaction, org: Org, input: NewServiceApp, act: Act): Promise<ServiceApp> {
  const label = checkLabel(input.label);
  await checkSource(tx, input.sourceId);
  const now = org.clock.now();
  const id = org.ids.next('serviceApp');
  await tx.execute(sql`
    INSERT INTO service_apps (id, label, status, dpop, source_id, created, last_updated)
    VALUES (${id}, ${label}, ${input.status ?? 'ACTIVE'}, ${input.dpop ?? true}, ${input.sourceId ?? null}, ${now}, ${now})`);
  const app = await getServiceApp(tx, id);
  await recordChange(tx, org, 'application.lifecycle.create', app, act);
  await replaceAppKeys(tx, org, app, input.jwks ?? [], act);
  return getServiceApp(tx, id);
}

/** Changes label, keys or binding of tokens. Throws `notFound` or `validationFailed`. */
export async function updateServiceApp(
  tx: Transaction,
  org: Org,
  appId: string,
  change: ServiceAppChange,
  act: Act,
): Promise<ServiceApp> {
  const before = await lockServiceApp(tx, appId);
  const label = change.label === undefined ? before.label : checkLabel(change.label);
  await tx.execute(sql`
    UPDATE service_apps SET label = ${label}, dpop = ${change.dpop ?? before.dpop}, last_updated = ${org.clock.now()}
    WHERE id = ${appId}`);
  const after = await getServiceApp(tx, appId);
  await recordChange(tx, org, 'application.lifecycle.update', after, act);
  if (change.jwks === undefined) return after;
  await replaceAppKeys(tx, org, after, change.jwks, act);
  return getServiceApp(tx, appId);
}

/** Takes an app into service, or out of it: its tokens are refused within a second. The same status again is nothing. Throws `notFound`. */
export async function setServiceAppStatus(
  tx: Transaction,
  org: Org,
  appId: string,
  status: ServiceAppStatus,
  act: Act,
): Promise<ServiceApp> {
  const before = await lockServiceApp(tx, appId);
  if (before.status === status) return before;
  await tx.execute(sql`
    UPDATE service_apps SET status = ${status}, last_updated = ${org.clock.now()} WHERE id = ${appId}`);
  const after = await getServiceApp(tx, appId);
  const type = status === 'ACTIVE' ? 'application.lifecycle.activate' : 'application.lifecycle.deactivate';
  await recordChange(tx, org, type, after, act);
  return after;
}

/** Deletes an inactive app for good. Throws `appStillActive` for an active one, and `notFound`. */
export async function deleteServiceApp(tx: Transaction, org: Org, appId: string, act: Act): Promise<void> {
  const app = await lockServiceApp(tx, appId);
  if (app.status === 'ACTIVE') throw new ApiError('appStillActive');
  await tx.execute(sql`DELETE FROM service_apps WHERE id = ${appId}`);
  await recordChange(tx, org, 'application.lifecycle.delete', app, act);
}

async function checkSource(tx: Transaction, sourceId: string | undefined): Promise<void> {
  if (sourceId === undefined) return;
  const found = await tx.query(sql`SELECT FROM identity_sources WHERE id = ${sourceId}`);
  if (found.length === 0) {
    throw validationFailed('sourceId', [`sourceId: There is no identity source ${sourceId}`]);
  }
}

async function recordChange(
  tx: Transaction,
  org: Org,
  type: `application.lifecycle.${'create' | 'update' | 'activate' | 'deactivate' | 'delete'}`,
  app: ServiceApp,
  act: Act,
): Promise<void> {
  await recordEvent(tx, { at: org.clock.now(), type, ...act, targets: [appParty(app)] });
}
