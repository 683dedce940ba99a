import { type LifecycleOperation, nextUserStatus, USER_STATUSES, type User } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAdministrator } from '../../../src/access/administrators.ts';
import { OPERATION_PATHS } from '../../../src/directory/users/user.ts';
import { type DirectoryApi, failure, invalid, missing, openDirectoryApi, outcome } from '../api.ts';

const LATER = '2026-03-01T11:00:00.500Z';
const WRONG = failure(403, 'E0000038', "This operation is not allowed in the user's current status.");

/** What recorded clients look for, as wrongUserStatus=specific says. */
const SPECIFIC: Partial<Record<LifecycleOperation, readonly [number, unknown]>> = {
  suspend: invalid('suspendUser', 'Cannot suspend a user that is not active'),
  unsuspend: invalid('suspendUser', 'Cannot unsuspend a user that is not suspended'),
  unlock: failure(403, 'E0000032', 'Unlock is not allowed for this user.', 'The user is not locked out.'),
};

function refusalOf(operation: LifecycleOperation, status: string): readonly [number, unknown] {
  return operation === 'activate' && status === 'ACTIVE'
    ? failure(403, 'E0000016', 'Activation failed because the user is already active')
    : (SPECIFIC[operation] ?? WRONG);
}

const EVENTS: Readonly<Record<LifecycleOperation, string>> = {
  activate: 'user.lifecycle.activate',
  reactivate: 'user.lifecycle.reactivate',
  deactivate: 'user.lifecycle.deactivate',
  suspend: 'user.lifecycle.suspend',
  unsuspend: 'user.lifecycle.unsuspend',
  unlock: 'user.account.unlock',
  resetPassword: 'user.account.reset_password',
  expirePassword: 'user.account.expire_password',
};

let api: DirectoryApi;
let count = 0;

beforeAll(async () => {
  api = await openDirectoryApi();
});

beforeEach(() => api.server.clock.set('2026-03-01T10:00:00.500Z'));

afterAll(() => api.close());

/** A user in a status, with or without a password, as the API shows it. */
async function userIn(status: string, canSignIn: boolean): Promise<User> {
  count += 1;
  const { id } = await api.addUser(`u${count}`, { query: '?activate=false' });
  await api.server.org.transaction((tx) =>
    tx.execute(sql`
      UPDATE users SET status = ${status}, password_changed = ${canSignIn ? api.server.clock.now() : null} WHERE id = ${id}`),
  );
  await api.changes();
  return read(id);
}

async function read(id: string): Promise<User> {
  return (await api.call('GET', `/api/v1/users/${id}`)).json as User;
}

const OPERATIONS = Object.entries(OPERATION_PATHS) as readonly [LifecycleOperation, string][];
const CASES = USER_STATUSES.flatMap((status) =>
  OPERATIONS.flatMap(([operation, path]) =>
    [true, false].map((canSignIn) => [operation, status, canSignIn, path] as const),
  ),
);

test.each(CASES)('%s of a user who is %s (can sign in: %s)', async (operation, status, canSignIn, path) => {
  const user = await userIn(status, canSignIn);
  const offered = user._links[operation];
  api.server.clock.set(LATER);
  const answer = await api.call('POST', `/api/v1/users/${user.id}/lifecycle/${path}`);
  const next = nextUserStatus({ status, canSignIn }, operation);
  const after = await read(user.id);
  if (next === undefined) {
    expect([outcome(answer), after, offered, await api.changes()]).toEqual([
      refusalOf(operation, status),
      user,
      undefined,
      [],
    ]);
    return;
  }
  expect([outcome(answer), offered, after, await api.changes()]).toEqual([
    [200, operation === 'expirePassword' ? after : {}],
    { href: `http://127.0.0.1:${api.server.port}/api/v1/users/${user.id}/lifecycle/${path}`, method: 'POST' },
    {
      ...user,
      status: next,
      lastUpdated: LATER,
      statusChanged: next === status ? user.statusChanged : LATER,
      activated: operation === 'activate' ? LATER : user.activated,
      passwordChanged: operation === 'deactivate' ? null : user.passwordChanged,
      credentials: operation === 'deactivate' ? { ...user.credentials, password: undefined } : user.credentials,
      _links: after._links,
    },
    [
      {
        object_id: user.id,
        type: EVENTS[operation],
        actor: expect.objectContaining({ id: api.server.adminId }),
        detail: { status: [status, next], client: expect.anything() },
      },
    ],
  ]);
});

test.each(OPERATIONS)(
  '%s where the status does not allow it is E0000038, as wrongUserStatus=uniform says',
  async (operation, path) => {
    const user = await userIn(
      operation === 'activate' ? 'SUSPENDED' : operation === 'unsuspend' ? 'ACTIVE' : 'DEPROVISIONED',
      false,
    );
    api.server.choose({ wrongUserStatus: 'uniform' });
    const answer = await api.call('POST', `/api/v1/users/${user.id}/lifecycle/${path}`);
    api.server.choose({});
    expect(outcome(answer)).toEqual(WRONG);
  },
);

describe('sendEmail=false', () => {
  test.each(['activate', 'reactivate'] as const)('has %s answer a link and its token', async (operation) => {
    const { id } = await userIn(operation === 'activate' ? 'STAGED' : 'PROVISIONED', false);
    const answer = await api.call('POST', `/api/v1/users/${id}/lifecycle/${operation}?sendEmail=false`);
    const { activationToken } = answer.json as { readonly activationToken: string };
    expect(outcome(answer)).toEqual([
      200,
      {
        activationUrl: `http://127.0.0.1:${api.server.port}/welcome/${activationToken}`,
        activationToken: expect.stringMatching(/^[\w-]{20}$/),
      },
    ]);
  });

  test('has reset_password answer a link', async () => {
    const { id } = await userIn('ACTIVE', true);
    const answer = await api.call('POST', `/api/v1/users/${id}/lifecycle/reset_password?sendEmail=false`);
    expect(answer.json).toEqual({ resetPasswordUrl: expect.stringMatching(/\/signin\/reset-password\/[\w-]{20}$/) });
  });

  test('of operations without a link answers nothing', async () => {
    const { id } = await userIn('ACTIVE', true);
    expect(outcome(await api.call('POST', `/api/v1/users/${id}/lifecycle/deactivate?sendEmail=false`))).toEqual([
      200,
      {},
    ]);
  });
});

test('an operation on nobody is 404, one that does not exist as well', async () => {
  expect(outcome(await api.call('POST', '/api/v1/users/nobody/lifecycle/suspend'))).toEqual(missing('nobody', 'User'));
  const { id } = await userIn('ACTIVE', true);
  expect(outcome(await api.call('POST', `/api/v1/users/${id}/lifecycle/promote`))).toEqual(
    failure(404, 'E0000008', 'The requested path was not found'),
  );
});

describe('administrators', () => {
  test.each([
    ['DELETE', ''],
    ['POST', '/lifecycle/deactivate'],
  ])('cannot take themselves out by %s%s', async (method, path) => {
    expect(outcome(await api.call(method, `/api/v1/users/me${path}`))).toEqual(
      failure(
        403,
        'E0000006',
        'You do not have permission to perform the requested action',
        'Administrators cannot deactivate or delete themselves.',
      ),
    );
    expect((await read(api.server.adminId)).status).toBe('ACTIVE');
  });

  test('lose their role with their account', async () => {
    const { id } = await userIn('ACTIVE', true);
    await api.server.org.transaction((tx) => addAdministrator(tx, id, 'SUPER_ADMIN', api.server.clock.now()));
    const { value } = await api.server.createToken({ ownerId: id });
    await api.call('POST', `/api/v1/users/${id}/lifecycle/deactivate`);
    const roles = await api.server.org.read((tx) => tx.query(sql`SELECT user_id FROM administrators`));
    expect([roles, (await api.call('GET', '/api/v1/users', { token: value })).status]).toEqual([
      [{ user_id: api.server.adminId }],
      401,
    ]);
  });

  test('are never all taken out, whoever calls', async () => {
    const { id } = await userIn('ACTIVE', true);
    await api.server.org.transaction((tx) => addAdministrator(tx, id, 'SUPER_ADMIN', api.server.clock.now()));
    const { value } = await api.server.createToken({ ownerId: id });
    const [first, second] = await Promise.all([
      api.call('POST', `/api/v1/users/${id}/lifecycle/deactivate`),
      api.call('POST', `/api/v1/users/${api.server.adminId}/lifecycle/deactivate`, { token: value }),
    ]);
    // The later one is refused: as the last administrator, or because its caller is none any more.
    const [done, refused] = [first.status, second.status].sort();
    expect([done, refused === 401 ? 403 : refused]).toEqual([200, 403]);
  });
});
