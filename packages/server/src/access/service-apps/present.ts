import type { Static } from 'typebox';
import type { Role } from '../administrators.ts';
import type { Grant } from './grants.ts';
import type { RoleAssignment } from './roles.ts';
import type { AppKeyBody, GrantBody, RoleBody } from './schemas.ts';
import type { AppKey } from './service-app.ts';

/** A grant as the API shows it. @param origin address of the org, also its issuer */
export function presentGrant(origin: string, grant: Grant): Static<typeof GrantBody> {
  const app = `${origin}/api/v1/apps/${grant.appId}`;
  const created = grant.created.toISOString();
  return {
    id: grant.id,
    status: 'ACTIVE',
    created,
    createdBy: { id: grant.createdBy.id, type: grant.createdBy.type },
    lastUpdated: created,
    issuer: origin,
    clientId: grant.appId,
    scopeId: grant.scope,
    source: 'ADMIN',
    _links: {
      app: { href: app },
      client: { href: `${origin}/oauth2/v1/clients/${grant.appId}` },
      self: { href: `${app}/grants/${grant.id}` },
    },
  };
}

/** A public key as the API shows it. @param keys address of the app's keys */
export function presentKey(keys: string, { id, jwk, created }: AppKey): Static<typeof AppKeyBody> {
  const at = created.toISOString();
  return {
    id,
    ...jwk,
    status: 'ACTIVE',
    created: at,
    lastUpdated: at,
    _links: { delete: { href: `${keys}/${id}` } },
  };
}

const LABELS: Readonly<Record<Role, string>> = { SUPER_ADMIN: 'Super Administrator' };

/** A role of an app as the API shows it. @param origin address of the org */
export function presentRole(origin: string, assignment: RoleAssignment): Static<typeof RoleBody> {
  const created = assignment.created.toISOString();
  return {
    id: assignment.id,
    label: LABELS[assignment.role],
    type: assignment.role,
    status: 'ACTIVE',
    created,
    lastUpdated: created,
    assignmentType: 'CLIENT',
    _links: { assignee: { href: `${origin}/oauth2/v1/clients/${assignment.appId}` } },
  };
}
