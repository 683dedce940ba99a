import { readFile } from 'node:fs/promises';
import { LIFECYCLE_OPERATIONS, nextUserStatus, USER_STATUSES } from '@headwater/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryRoom } from '../../src/directory/routes.ts';
import type { App } from '../../src/http/room.ts';
import { type DirectoryApi, openDirectoryApi } from './api.ts';

interface Route {
  readonly config?: { readonly scope?: string };
  readonly schema: { readonly operationId: string };
}

/** The routes of the room: method and path, scope, name. */
function routes(): readonly (readonly [string, string | undefined, string])[] {
  const found: (readonly [string, string | undefined, string])[] = [];
  const record = (method: string) => (path: string, route: Route) =>
    void found.push([`${method} ${path.replace('/api/v1', '')}`, route.config?.scope, route.schema.operationId]);
  const recorder = { get: record('GET'), post: record('POST'), put: record('PUT'), delete: record('DELETE') };
  // The room only ever calls these four.
  directoryRoom(recorder as unknown as App);
  return found;
}

let api: DirectoryApi;
beforeAll(async () => {
  api = await openDirectoryApi();
});
afterAll(() => api.close());

test('every route says which scope opens it', () => {
  const lifecycle = ['deactivate', 'suspend', 'unsuspend', 'unlock', 'activate', 'reactivate'];
  expect(routes()).toEqual([
    ['GET /users', 'users', 'listUsers'],
    ['POST /users', 'users', 'createUser'],
    ['GET /users/:id', 'users', 'getUser'],
    ['POST /users/:id', 'users', 'updateUser'],
    ['PUT /users/:id', 'users', 'replaceUser'],
    ['DELETE /users/:id', 'users', 'deleteUser'],
    ...lifecycle.map((operation) => [`POST /users/:id/lifecycle/${operation}`, 'users', `${operation}User`]),
    ['POST /users/:id/lifecycle/reset_password', 'users', 'generateResetPasswordToken'],
    ['POST /users/:id/lifecycle/expire_password', 'users', 'expirePassword'],
    ['GET /groups', 'groups', 'listGroups'],
    ['POST /groups', 'groups', 'createGroup'],
    ['GET /groups/:groupId', 'groups', 'getGroup'],
    ['PUT /groups/:groupId', 'groups', 'replaceGroup'],
    ['DELETE /groups/:groupId', 'groups', 'deleteGroup'],
    ['GET /groups/:groupId/users', 'groups', 'listGroupUsers'],
    ['PUT /groups/:groupId/users/:userId', 'groups', 'assignUserToGroup'],
    ['DELETE /groups/:groupId/users/:userId', 'groups', 'unassignUserFromGroup'],
    ['GET /groups/:groupId/apps', 'groups', 'listAssignedApplicationsForGroup'],
    ['GET /users/:id/groups', 'groups', 'listUserGroups'],
  ]);
});

test('the OpenAPI document describes every route', async () => {
  const document = (await api.call('GET', '/openapi.json')).json as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  };
  const described = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  const expected = routes().map(([, , operationId]) => operationId);
  expect([expected.filter((name) => !described.includes(name)), Object.keys(document.components.schemas)]).toEqual([
    [],
    expect.arrayContaining([
      'CreateUserRequest',
      'Group',
      'GroupRequest',
      'UpdateUserRequest',
      'User',
      'UserActivation',
    ]),
  ]);
});

test.each(routes().map(([route]) => [route]))('%s is not for a token that is bound to a source', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  const source = await api.server.createSource();
  const { value } = await api.server.createToken({ sourceId: source.id });
  expect((await api.call(method, `/api/v1${path}`, { token: value })).status).toBe(403);
});

test('the documented table of statuses is the one that the operations follow', async () => {
  const page = await readFile(new URL('../../../../docs/reference/management-api.md', import.meta.url), 'utf8');
  const lines = page.split('\n');
  const first = lines.findIndex((line) => line.startsWith('| Status | `activate` |')) + 2;
  const documented = lines.slice(first, first + USER_STATUSES.length);
  const cell = (status: (typeof USER_STATUSES)[number], operation: (typeof LIFECYCLE_OPERATIONS)[number]) => {
    const results = [true, false].map((canSignIn) => nextUserStatus({ status, canSignIn }, operation) ?? '–');
    return [...new Set(results)].join(' or ');
  };
  expect(documented).toEqual(
    USER_STATUSES.map(
      (status) => `| \`${status}\` | ${LIFECYCLE_OPERATIONS.map((operation) => cell(status, operation)).join(' | ')} |`,
    ),
  );
});
