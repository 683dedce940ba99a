import {
  ApiError,
  type ApplicationFeature,
  type IdentitySourceSettings,
  notFound,
  validationFailed,
} from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import { loadProfileSchema } from '../directory/profile-schemas/load-profile-schema.ts';
import type { IdentitySource } from '../identity-sources/identity-source.ts';
import { updateIdentitySource } from '../identity-sources/manage-sources.ts';
import { isRecord } from '../json/is-record.ts';
import { expressionProblem } from '../mappings/check-mapping.ts';
import type { Org } from '../orgs/org.ts';
import type { Act } from '../system-log/act.ts';
import { getApp } from './app.ts';
import { presentInbound, readInbound } from './inbound-provisioning.ts';

/** The one feature that apps have here. */
const INBOUND = 'INBOUND_PROVISIONING';

/** The source whose feature is asked for. Throws `notFound`, and `validationFailed` in Okta's words for an app without provisioning. */
export async function getProvisionedSource(tx: Transaction, appId: string): Promise<IdentitySource> {
  const app = await getApp(tx, appId);
  if (app.kind !== 'source') throw validationFailed('feature', ['Provisioning is not supported.']);
  return app.source;
}

/** Throws `notFound` for a feature that apps do not have. */
export function requireInbound(name: string): void {
  if (name !== INBOUND) throw notFound(name, 'ApplicationFeature');
}

/** The feature as it goes over the wire. */
export function presentFeature(source: IdentitySource, origin: string): ApplicationFeature {
  return {
    name: INBOUND,
    status: 'ENABLED',
    description: 'In-bound provisioning settings from app to Okta',
    capabilities: presentInbound(source.settings),
    _links: {
      self: {
        href: `${origin}/api/v1/apps/${source.id}/features/${INBOUND}`,
        hints: { allow: ['GET', 'PUT'] },
      },
    },
  };
}

/**
 * Changes the settings that the body names, and leaves the others (import-semantics 1.2). They count from the next import on.
 * Throws `notFound` and `validationFailed`.
 */
export async function updateInbound(
  tx: Transaction,
  org: Org,
  appId: string,
  body: unknown,
  act: Act,
): Promise<IdentitySource> {
  const source = await getProvisionedSource(tx, appId);
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const settings = readInbound(body);
  await requireUserAttributes(tx, settings);
  const schema = await loadProfileSchema(tx, source.id);
  return updateIdentitySource(tx, org, source.id, { settings }, act, expressionProblem(schema));
}

async function requireUserAttributes(tx: Transaction, settings: Partial<IdentitySourceSettings>): Promise<void> {
  const names: unknown = settings.matchAttributes;
  if (!Array.isArray(names)) return;
  const schema = await loadProfileSchema(tx, 'user');
  const unknown = names.filter((name) => !schema.some((attribute) => attribute.name === name));
  if (unknown.length > 0) {
    throw validationFailed('settings', [`settings.matchAttributes: Users have no attribute ${unknown.join(', ')}`]);
  }
}
