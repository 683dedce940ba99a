import { notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import type { EventType } from '../../system-log/event-types.ts';
import { type Party, recordEvent } from '../../system-log/record-event.ts';
import { SCOPES } from '../scopes.ts';
import { lockServiceApp } from './lock-service-app.ts';
import { appParty, getServiceApp, type ServiceApp } from './service-app.ts';

/** A scope that an app may ask for. */
export interface Grant {
  /** `oag…` */
  readonly id: string;
  readonly appId: string;
  /** Such as `okta.identitySources.manage`. */
  readonly scope: string;
  readonly createdBy: Party;
  readonly created: Date;
}

/** Lets an app ask for a scope; again gives the grant that there is. Throws `notFound`, or `validationFailed` for an unknown scope. */
export async function grantScope(tx: Transaction, org: Org, appId: string, scope: string, act: Act): Promise<Grant> {
  const app = await lockServiceApp(tx, appId);
  if (!SCOPES.includes(scope)) {
    throw validationFailed('scopeId', [`scopeId: "${scope}" is no scope; there are ${SCOPES.join(', ')}`]);
  }
  const existing = (await listGrants(tx, appId)).find((grant) => grant.scope === scope);
  if (existing !== undefined) return existing;
  const grant: Grant = {
    id: org.ids.next('grant'),
    appId,
    scope,
    createdBy: act.actor,
    created: org.clock.now(),
  };
  await tx.execute(sql`
    INSERT INTO service_app_grants (id, app_id, scope, created_by, created)
    VALUES (${grant.id}, ${appId}, ${scope}, ${JSON.stringify(act.actor)}, ${grant.created})`);
  await recordGrantEvent(tx, org, 'app.oauth2.admin.consent.grant', app, grant, act);
  return grant;
}

/** The scopes of an app, oldest first. Throws `notFound` for an unknown app. */
export async function listGrants(tx: Transaction, appId: string): Promise<readonly Grant[]> {
  await getServiceApp(tx, appId);
  return tx.query<Grant>(sql`
    SELECT id, app_id AS "appId", scope, created_by AS "createdBy", created
    FROM service_app_grants WHERE app_id = ${appId} ORDER BY created, id`);
}

/** One grant of an app. Throws `notFound`. */
export async function getGrant(tx: Transaction, appId: string, grantId: string): Promise<Grant> {
  const grant = (await listGrants(tx, appId)).find(({ id }) => id === grantId);
  if (grant === undefined) throw notFound(grantId, 'OAuth2ScopeConsentGrant');
  return grant;
}

/** Takes a scope away: new tokens come without it; tokens that were issued keep it until they end. Throws `notFound`. */
export async function revokeGrant(tx: Transaction, org: Org, appId: string, grantId: string, act: Act): Promise<void> {
  const app = await lockServiceApp(tx, appId);
  const grant = await getGrant(tx, appId, grantId);
  await tx.execute(sql`DELETE FROM service_app_grants WHERE id = ${grantId}`);
  await recordGrantEvent(tx, org, 'app.oauth2.admin.consent.revoke', app, grant, act);
}

async function recordGrantEvent(
  tx: Transaction,
  org: Org,
  type: EventType,
  app: ServiceApp,
  grant: Grant,
  act: Act,
): Promise<void> {
  const scope = { id: grant.scope, type: 'scope', alternateId: null, displayName: grant.scope };
  await recordEvent(tx, { at: org.clock.now(), type, ...act, targets: [appParty(app), scope] });
}
