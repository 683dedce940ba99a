import {
  DEFAULT_CHOICES,
  LIFECYCLE_OPERATIONS,
  type LifecycleOperation,
  nextUserStatus,
  USER_STATUSES,
} from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeStatus } from '../../../src/directory/users/change-status.ts';
import { statusRefusal } from '../../../src/directory/users/status-refusal.ts';
import type { UserRow } from '../../../src/directory/users/user.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { AT, openTestDirectory, type TestDirectory } from '../support.ts';

const LATER = new Date('2026-03-02T10:00:00.000Z');

let directory: TestDirectory;

beforeAll(async () => {
  directory = await openTestDirectory();
});

beforeEach(() => directory.clear());

afterAll(() => directory.close());

function change(userId: string, operation: LifecycleOperation): Promise<UserRow> {
  return directory.transaction((tx) => changeStatus(tx, { at: LATER, actor: SYSTEM }, userId, operation));
}

const CASES = USER_STATUSES.flatMap((status) =>
  LIFECYCLE_OPERATIONS.map(
    (operation) => [status, operation, nextUserStatus({ status, canSignIn: false }, operation)] as const,
  ),
);

test.each(CASES)('a user who is %s, after %s, is %s', async (status, operation, next) => {
  const user = await directory.addUser('ada', {}, { status });
  const outcome = await change(user.id, operation).then(
    (changed) => changed.status,
    (error: unknown) => error,
  );
  if (next === undefined) expect(outcome).toEqual(statusRefusal(DEFAULT_CHOICES, operation, status));
  else expect(outcome).toBe(next);
});

test('activation sets the times of activation and status, and stores the change', async () => {
  const user = await directory.addUser('ada');
  const changed = await change(user.id, 'activate');
  const changes = await directory.transaction((tx) =>
    tx.query(sql`SELECT at, object_id, type, detail FROM changes WHERE type <> 'user.lifecycle.create'`),
  );
  expect([changed, changes]).toEqual([
    { ...user, status: 'PROVISIONED', version: 2, activated: LATER, statusChanged: LATER, lastUpdated: LATER },
    [{ at: LATER, object_id: user.id, type: 'user.lifecycle.activate', detail: { status: ['STAGED', 'PROVISIONED'] } }],
  ]);
});

test('activation of a user with a password makes the user active', async () => {
  const user = await directory.addUser('ada', {}, { hasPassword: true });
  expect((await change(user.id, 'activate')).status).toBe('ACTIVE');
});

test('deactivation takes the password away', async () => {
  const user = await directory.addUser('ada', {}, { status: 'ACTIVE', hasPassword: true });
  const changed = await change(user.id, 'deactivate');
  expect(changed).toEqual({
    ...user,
    status: 'DEPROVISIONED',
    version: 2,
    statusChanged: LATER,
    lastUpdated: LATER,
    passwordChanged: null,
  });
});

test('an operation that keeps the status keeps the time of the status', async () => {
  const user = await directory.addUser('ada', {}, { status: 'PROVISIONED' });
  expect((await change(user.id, 'reactivate')).statusChanged).toEqual(AT);
});

test('a user who does not exist is not found', async () => {
  await expect(change('00u00000000000000000', 'activate')).rejects.toMatchObject({ code: 'notFound' });
});
