import {
  APP_NAMES,
  ApiError,
  type ApplicationRequest,
  type IdentitySourceSettings,
  SERVICE_APP,
  SOURCE_APP,
  validationFailed,
} from '@headwater/protocol';
import {
  createServiceApp,
  deleteServiceApp,
  setServiceAppStatus,
  updateServiceApp,
} from '../access/service-apps/manage-service-apps.ts';
import type { Transaction } from '../database/transaction.ts';
import {
  createIdentitySource,
  deleteIdentitySource,
  setSourceStatus,
  updateIdentitySource,
} from '../identity-sources/manage-sources.ts';
import type { Org } from '../orgs/org.ts';
import type { Act } from '../system-log/act.ts';
import { type App, getApp } from './app.ts';
import { readService } from './read-service.ts';

/** The label of an identity source that is made without one: the catalogue's name (import-semantics 1.2). */
const CATALOGUE_LABEL = 'Custom Identity Source';

/** Creates an app. Throws `validationFailed`. */
export async function createApp(
  tx: Transaction,
  org: Org,
  body: ApplicationRequest,
  activate: boolean,
  act: Act,
): Promise<App> {
  switch (body.name) {
    case SOURCE_APP: {
      const label = body.label ?? CATALOGUE_LABEL;
      const source = await createIdentitySource(tx, org, { label, settings: visible(body) }, act, noExpression);
      if (!activate) await setSourceStatus(tx, org, source.id, 'INACTIVE', act);
      return getApp(tx, source.id);
    }
    case SERVICE_APP: {
      const status = activate ? 'ACTIVE' : 'INACTIVE';
      const input = { ...readService(body), label: body.label ?? '', status } as const;
      return getApp(tx, (await createServiceApp(tx, org, input, act)).id);
    }
    case undefined:
      throw validationFailed('name', ['name: The field cannot be left blank']);
    default:
      throw validationFailed('name', [
        `name: "${body.name}" is no app that can be made here; use ${APP_NAMES.join(' or ')}`,
      ]);
  }
}

/**
 * Replaces what can be replaced of an app, and ignores the rest: of an identity source label and visibility, of a service app label,
 * keys and the binding of tokens. Throws `notFound` and `validationFailed`.
 */
export async function replaceApp(
  tx: Transaction,
  org: Org,
  appId: string,
  body: ApplicationRequest,
  act: Act,
): Promise<App> {
  const app = await getApp(tx, appId);
  if (body.name !== undefined && body.name !== app.name) {
    throw validationFailed('name', [`name: The name of an app never changes; it is ${app.name}`]);
  }
  const label = body.label ?? '';
  switch (app.kind) {
    case 'source':
      await updateIdentitySource(tx, org, appId, { label, settings: visible(body) }, act, noExpression);
      break;
    case 'service': {
      const { sourceId, ...change } = readService(body, appId);
      if (sourceId !== undefined && sourceId !== app.service.sourceId) {
        throw validationFailed('settings', [
          'settings.headwater.identitySourceId: is chosen on creation, and never changes',
        ]);
      }
      await updateServiceApp(tx, org, appId, { ...change, label }, act);
    }
  }
  return getApp(tx, appId);
}

/** Activates or deactivates an app; the status that it has already is nothing. Throws `notFound`. */
export async function setAppStatus(
  tx: Transaction,
  org: Org,
  appId: string,
  status: App['status'],
  act: Act,
): Promise<void> {
  const { kind } = await getApp(tx, appId);
  if (kind === 'source') await setSourceStatus(tx, org, appId, status, act);
  else await setServiceAppStatus(tx, org, appId, status, act);
}

/**
 * Deletes an app. Throws `notFound`, `appStillActive`, and `validationFailed` for an identity source that still has people or an
 * import under way.
 */
export async function deleteApp(tx: Transaction, org: Org, appId: string, act: Act): Promise<void> {
  const app = await getApp(tx, appId);
  if (app.status === 'ACTIVE') throw new ApiError('appStillActive');
  if (app.kind === 'source') await deleteIdentitySource(tx, org, appId, act);
  else await deleteServiceApp(tx, org, appId, act);
}

/** The expressions of a source are not changed here. */
function noExpression(): undefined {
  return undefined;
}

/** The one setting of an identity source that the app object has a place for. */
function visible({ visibility }: ApplicationRequest): Partial<IdentitySourceSettings> {
  const hidden = visibility?.hide?.web;
  return hidden === undefined ? {} : { displayToUsers: !hidden };
}
