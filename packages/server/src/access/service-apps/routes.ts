import { validationFailed } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { actOf } from '../../http/act-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { addAppKey, removeAppKey } from './app-keys.ts';
import { getGrant, grantScope, listGrants, revokeGrant } from './grants.ts';
import { presentGrant, presentKey, presentRole } from './present.ts';
import { assignRole, getRole, listRoles, unassignRole } from './roles.ts';
import { AppKeyBody, GrantBody, NewGrant, NewRole, RoleBody } from './schemas.ts';
import { getServiceApp } from './service-app.ts';

const APP = '/api/v1/apps/:appId';
const GRANTS = `${APP}/grants`;
const KEYS = `${APP}/credentials/jwks`;
const ROLES = '/oauth2/v1/clients/:clientId/roles';

const AppParams = Type.Object({ appId: Type.String() });
const ClientParams = Type.Object({ clientId: Type.String() });
const GrantParams = Type.Object({ appId: Type.String(), grantId: Type.String() });
const KeyParams = Type.Object({ appId: Type.String(), keyId: Type.String() });
const RoleParams = Type.Object({ clientId: Type.String(), roleAssignmentId: Type.String() });

/** Grants, keys and roles of service apps (identity-sources-api 7.8). The apps themselves are the Apps API's. */
export const serviceAppsRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addGrants(app);
  addKeys(app);
  addRoles(app);
};

function addGrants(app: App): void {
  const config = { access: 'administer', scope: 'appGrants' } as const;
  const tags = ['ApplicationGrants'];
  app.get(
    GRANTS,
    {
      config,
      schema: {
        operationId: 'listScopeConsentGrants',
        summary: 'List the scopes that an app may ask for',
        tags,
        params: AppParams,
        response: { 200: Type.Array(GrantBody) },
      },
    },
    async ({ org, params, origin }) => {
      const grants = await org.read((tx) => listGrants(tx, params.appId));
      return grants.map((grant) => presentGrant(origin, grant));
    },
  );
  app.post(
    GRANTS,
    {
      config,
      schema: {
        operationId: 'grantConsentToScope',
        summary: 'Let an app ask for a scope',
        tags,
        params: AppParams,
        body: NewGrant,
        response: { 201: GrantBody },
      },
    },
    async (request, reply) => {
      const { org, params, body, origin } = request;
      if (body.issuer.replace(/\/$/, '') !== origin) {
        throw validationFailed('issuer', [`issuer: "${body.issuer}" must be the address of this org, ${origin}`]);
      }
      const grant = await org.transaction((tx) => grantScope(tx, org, params.appId, body.scopeId, actOf(request)));
      return reply.code(201).send(presentGrant(origin, grant));
    },
  );
  app.get(
    `${GRANTS}/:grantId`,
    {
      config,
      schema: {
        operationId: 'getScopeConsentGrant',
        summary: 'Retrieve a scope that an app may ask for',
        tags,
        params: GrantParams,
        response: { 200: GrantBody },
      },
    },
    async ({ org, params, origin }) =>
      presentGrant(origin, await org.read((tx) => getGrant(tx, params.appId, params.grantId))),
  );
  app.delete(
    `${GRANTS}/:grantId`,
    {
      config,
      schema: {
        operationId: 'revokeScopeConsentGrant',
        summary: 'Take a scope away from an app',
        description: 'Access tokens that were issued keep it until they expire.',
        tags,
        params: GrantParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => revokeGrant(tx, org, params.appId, params.grantId, actOf(request)));
      return reply.code(204).send();
    },
  );
}

function addKeys(app: App): void {
  const config = { access: 'administer', scope: 'apps' } as const;
  const tags = ['ApplicationSSOPublicKeys'];
  const links = (request: FastifyRequest, appId: string) => `${request.origin}/api/v1/apps/${appId}/credentials/jwks`;
  app.get(
    KEYS,
    {
      config,
      schema: {
        operationId: 'listJwk',
        summary: 'List the public keys of an app',
        tags,
        params: AppParams,
        response: { 200: Type.Object({ keys: Type.Array(AppKeyBody) }) },
      },
    },
    async (request) => {
      const { id, keys } = await request.org.read((tx) => getServiceApp(tx, request.params.appId));
      return { keys: keys.map((key) => presentKey(links(request, id), key)) };
    },
  );
  app.post(
    KEYS,
    {
      config,
      schema: {
        operationId: 'addJwk',
        summary: 'Add a public key to an app',
        tags,
        params: AppParams,
        body: Type.Object({}, { description: 'A public key as a JSON Web Key: RSA, or EC on P-256, P-384 or P-521' }),
        response: { 201: AppKeyBody },
      },
    },
    async (request, reply) => {
      const { org, params, body } = request;
      const key = await org.transaction((tx) => addAppKey(tx, org, params.appId, body, actOf(request)));
      return reply.code(201).send(presentKey(links(request, params.appId), key));
    },
  );
  app.delete(
    `${KEYS}/:keyId`,
    {
      config,
      schema: {
        operationId: 'deleteJwk',
        summary: 'Remove a public key from an app',
        tags,
        params: KeyParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => removeAppKey(tx, org, params.appId, params.keyId, actOf(request)));
      return reply.code(204).send();
    },
  );
}

function addRoles(app: App): void {
  const config = { access: 'administer', scope: 'roles', bucket: '/oauth2/v1/clients' } as const;
  const tags = ['RoleAssignmentClient'];
  app.get(
    ROLES,
    {
      config,
      schema: {
        operationId: 'listRolesForClient',
        summary: 'List the roles of an app',
        tags,
        params: ClientParams,
        response: { 200: Type.Array(RoleBody) },
      },
    },
    async ({ org, params, origin }) => {
      const roles = await org.read((tx) => listRoles(tx, params.clientId));
      return roles.map((role) => presentRole(origin, role));
    },
  );
  app.post(
    ROLES,
    {
      config,
      schema: {
        operationId: 'assignRoleToClient',
        summary: 'Give an app a role',
        tags,
        params: ClientParams,
        body: NewRole,
        response: { 200: RoleBody },
      },
    },
    async (request) => {
      const { org, params, body, origin } = request;
      const role = await org.transaction((tx) => assignRole(tx, org, params.clientId, body.type, actOf(request)));
      return presentRole(origin, role);
    },
  );
  app.get(
    `${ROLES}/:roleAssignmentId`,
    {
      config,
      schema: {
        operationId: 'retrieveClientRole',
        summary: 'Retrieve a role of an app',
        tags,
        params: RoleParams,
        response: { 200: RoleBody },
      },
    },
    async ({ org, params, origin }) =>
      presentRole(origin, await org.read((tx) => getRole(tx, params.clientId, params.roleAssignmentId))),
  );
  app.delete(
    `${ROLES}/:roleAssignmentId`,
    {
      config,
      schema: {
        operationId: 'deleteRoleFromClient',
        summary: 'Take a role away from an app',
        tags,
        params: RoleParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => unassignRole(tx, org, params.clientId, params.roleAssignmentId, actOf(request)));
      return reply.code(204).send();
    },
  );
}
