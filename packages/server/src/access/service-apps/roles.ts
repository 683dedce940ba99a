import { notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import type { EventType } from '../../system-log/event-types.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import type { Role } from '../administrators.ts';
import { lockServiceApp } from './lock-service-app.ts';
import { appParty, getServiceApp, type ServiceApp } from './service-app.ts';

/** A role of an app. Without one it may do nothing, whatever its scopes. */
export interface RoleAssignment {
  /** `ra1…` */
  readonly id: string;
  readonly appId: string;
  readonly role: Role;
  readonly created: Date;
}

/** Gives an app a role; again gives the assignment that there is. Throws `notFound`, or `validationFailed` for an unknown role. */
export async function assignRole(
  tx: Transaction,
  org: Org,
  appId: string,
  role: string,
  act: Act,
): Promise<RoleAssignment> {
  const app = await lockServiceApp(tx, appId);
  if (role !== 'SUPER_ADMIN') {
    throw validationFailed('type', [`type: "${role}" is no role that an app can have; there is SUPER_ADMIN`]);
  }
  const existing = (await listRoles(tx, appId)).find((assignment) => assignment.role === role);
  if (existing !== undefined) return existing;
  const assignment: RoleAssignment = { id: org.ids.next('roleAssignment'), appId, role, created: org.clock.now() };
  await tx.execute(sql`
    INSERT INTO service_app_roles (id, app_id, role, created)
    VALUES (${assignment.id}, ${appId}, ${role}, ${assignment.created})`);
  await recordRoleEvent(tx, org, 'app.oauth2.client.privilege.grant', app, assignment, act);
  return assignment;
}

/** The roles of an app. Throws `notFound` for an unknown app. */
export async function listRoles(tx: Transaction, appId: string): Promise<readonly RoleAssignment[]> {
  await getServiceApp(tx, appId);
  return tx.query<RoleAssignment>(sql`
    SELECT id, app_id AS "appId", role, created FROM service_app_roles WHERE app_id = ${appId} ORDER BY created, id`);
}

/** One role of an app. Throws `notFound`. */
export async function getRole(tx: Transaction, appId: string, assignmentId: string): Promise<RoleAssignment> {
  const assignment = (await listRoles(tx, appId)).find(({ id }) => id === assignmentId);
  if (assignment === undefined) throw notFound(assignmentId, 'Role');
  return assignment;
}

/** Takes a role away; calls of the app are refused within a second. Throws `notFound`. */
export async function unassignRole(
  tx: Transaction,
  org: Org,
  appId: string,
  assignmentId: string,
  act: Act,
): Promise<void> {
  const app = await lockServiceApp(tx, appId);
  const assignment = await getRole(tx, appId, assignmentId);
  await tx.execute(sql`DELETE FROM service_app_roles WHERE id = ${assignmentId}`);
  await recordRoleEvent(tx, org, 'app.oauth2.client.privilege.revoke', app, assignment, act);
}

async function recordRoleEvent(
  tx: Transaction,
  org: Org,
  type: EventType,
  app: ServiceApp,
  assignment: RoleAssignment,
  act: Act,
): Promise<void> {
  const role = { id: assignment.id, type: 'ROLE', alternateId: assignment.role, displayName: assignment.role };
  await recordEvent(tx, { at: org.clock.now(), type, ...act, targets: [appParty(app), role] });
}
