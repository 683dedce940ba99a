import { type LifecycleOperation, nextUserStatus, type User, type UserStatus } from '@headwater/protocol';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATION_PATHS } from '../../src/directory/users/user.ts';
import { nextOf } from '../http/answers.ts';
import { type DirectoryApi, openDirectoryApi } from './api.ts';
import { person } from './support.ts';

/** What somebody asks of the API, about few people and groups, so that they meet. */
type Step =
  | { readonly kind: 'create'; readonly who: number; readonly activate: boolean; readonly title: string | null }
  | { readonly kind: 'edit'; readonly who: number; readonly title: string | null; readonly ifMatch: number | null }
  | { readonly kind: 'rename'; readonly who: number; readonly to: number }
  | { readonly kind: 'lifecycle'; readonly who: number; readonly operation: LifecycleOperation }
  | { readonly kind: 'delete'; readonly who: number }
  | { readonly kind: 'createGroup' | 'deleteGroup'; readonly group: number }
  | { readonly kind: 'renameGroup'; readonly group: number; readonly to: number }
  | { readonly kind: 'join' | 'leave'; readonly who: number; readonly group: number };

const who = fc.nat({ max: 3 });
const group = fc.nat({ max: 2 });
const title = fc.constantFrom('Dr', 'Prof', null);
const operation = fc.constantFrom(...(Object.keys(OPERATION_PATHS) as LifecycleOperation[]));

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('create' as const), who, activate: fc.boolean(), title }),
    fc.record({ kind: fc.constant('edit' as const), who, title, ifMatch: fc.option(fc.integer({ min: 1, max: 4 })) }),
    fc.record({ kind: fc.constant('rename' as const), who, to: who }),
    fc.record({ kind: fc.constant('lifecycle' as const), who, operation }),
    fc.record({ kind: fc.constant('delete' as const), who }),
    fc.record({ kind: fc.constantFrom('createGroup' as const, 'deleteGroup' as const), group }),
    fc.record({ kind: fc.constant('renameGroup' as const), group, to: group }),
    fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), who, group }),
  ),
  { minLength: 5, maxLength: 30 },
);

interface ModelUser {
  name: string;
  status: UserStatus;
  title: string | null;
  version: number;
}

interface ModelGroup {
  name: string;
  readonly members: Set<string>;
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

/** The directory as the rules say it is. Objects are known by the name that they had first in this run. */
class Model {
  readonly users = new Map<string, ModelUser>();
  readonly groups = new Map<string, ModelGroup>();
  readonly events: string[] = [];
  /** Ids of the API by the ids of the model. */
  readonly ids = new Map<string, string>();
  #made = 0;

  user(name: string): readonly [string, ModelUser] | undefined {
    return [...this.users].find(([, user]) => user.name === name);
  }

  group(name: string): readonly [string, ModelGroup] | undefined {
    return [...this.groups].find(([, one]) => one.name === name);
  }

  newId(): string {
    this.#made += 1;
    return `#${this.#made}`;
  }
}

let api: DirectoryApi;
beforeAll(async () => {
  api = await openDirectoryApi();
});
afterAll(() => api.close());

async function clear(): Promise<void> {
  await api.server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM groups`);
    await tx.execute(sql`DELETE FROM users WHERE id <> ${api.server.adminId}`);
  });
  await api.changes();
}

const userName = (index: number): string => `model${index}`;
const groupName = (index: number): string => `Group ${index}`;

/** Does the step in the model and by the API; gives what each of them answers. */
async function take(model: Model, step: Step): Promise<readonly [expected: number, actual: number]> {
  switch (step.kind) {
    case 'create': {
      const name = userName(step.who);
      const profile = { ...person(name), title: step.title };
      const answer = await api.call('POST', `/api/v1/users?activate=${step.activate}`, { json: { profile } });
      if (model.user(name) !== undefined) return [400, answer.status];
      const id = model.newId();
      const status = step.activate ? 'PROVISIONED' : 'STAGED';
      model.users.set(id, { name, status, title: step.title, version: 1 });
      model.ids.set(id, (answer.json as User).id);
      model.events.push('user.lifecycle.create');
      return [200, answer.status];
    }
    case 'edit': {
      const [, user] = model.user(userName(step.who)) ?? [];
      const answer = await api.call('POST', `/api/v1/users/${userName(step.who)}@example.com`, {
        json: { profile: { title: step.title } },
        headers: step.ifMatch === null ? {} : { 'if-match': `W/"${step.ifMatch}"` },
      });
      if (user === undefined) return [404, answer.status];
      if (step.ifMatch !== null && step.ifMatch !== user.version) return [412, answer.status];
      if (user.title === step.title) return [200, answer.status];
      if (user.status === 'DEPROVISIONED') return [403, answer.status];
      user.title = step.title;
      user.version += 1;
      model.events.push('user.account.update_profile');
      return [200, answer.status];
    }
    case 'rename': {
      const [, user] = model.user(userName(step.who)) ?? [];
      const answer = await api.call('POST', `/api/v1/users/${userName(step.who)}@example.com`, {
        json: { profile: { login: `${userName(step.to)}@example.com` } },
      });
      if (user === undefined) return [404, answer.status];
      if (step.to === step.who) return [200, answer.status];
      if (user.status === 'DEPROVISIONED') return [403, answer.status];
      if (model.user(userName(step.to)) !== undefined) return [400, answer.status];
      user.name = userName(step.to);
      user.version += 1;
      model.events.push('user.account.update_profile');
      return [200, answer.status];
    }
    case 'lifecycle': {
      const [, user] = model.user(userName(step.who)) ?? [];
      const path = `/api/v1/users/${userName(step.who)}@example.com/lifecycle/${OPERATION_PATHS[step.operation]}`;
      const answer = await api.call('POST', path);
      if (user === undefined) return [404, answer.status];
      const next = nextUserStatus({ status: user.status, canSignIn: false }, step.operation);
      if (next === undefined) return [/suspend/.test(step.operation) ? 400 : 403, answer.status];
      user.status = next;
      user.version += 1;
      model.events.push(EVENTS[step.operation]);
      return [200, answer.status];
    }
    case 'delete': {
      const [id, user] = model.user(userName(step.who)) ?? [];
      const answer = await api.call('DELETE', `/api/v1/users/${userName(step.who)}@example.com`);
      if (id === undefined || user === undefined) return [404, answer.status];
      if (user.status === 'DEPROVISIONED') {
        model.users.delete(id);
        for (const { members } of model.groups.values()) members.delete(id);
        model.events.push('user.lifecycle.delete.completed');
      } else {
        user.status = 'DEPROVISIONED';
        user.version += 1;
        model.events.push('user.lifecycle.deactivate');
      }
      return [204, answer.status];
    }
    case 'createGroup': {
      const name = groupName(step.group);
      const answer = await api.call('POST', '/api/v1/groups', { json: { profile: { name } } });
      if (model.group(name) !== undefined) return [400, answer.status];
      const id = model.newId();
      model.groups.set(id, { name, members: new Set() });
      model.ids.set(id, (answer.json as { readonly id: string }).id);
      model.events.push('group.lifecycle.create');
      return [200, answer.status];
    }
    case 'renameGroup': {
      const [id, found] = model.group(groupName(step.group)) ?? [];
      if (id === undefined || found === undefined) return [0, 0];
      const name = groupName(step.to);
      const answer = await api.call('PUT', `/api/v1/groups/${model.ids.get(id)}`, { json: { profile: { name } } });
      if (found.name === name) return [200, answer.status];
      if (model.group(name) !== undefined) return [400, answer.status];
      found.name = name;
      model.events.push('group.profile.update');
      return [200, answer.status];
    }
    case 'deleteGroup': {
      const [id] = model.group(groupName(step.group)) ?? [];
      if (id === undefined) return [0, 0];
      const answer = await api.call('DELETE', `/api/v1/groups/${model.ids.get(id)}`);
      model.groups.delete(id);
      model.events.push('group.lifecycle.delete');
      return [204, answer.status];
    }
    case 'join':
    case 'leave': {
      const [groupId, found] = model.group(groupName(step.group)) ?? [];
      const [userId] = model.user(userName(step.who)) ?? [];
      if (groupId === undefined || found === undefined || userId === undefined) return [0, 0];
      const path = `/api/v1/groups/${model.ids.get(groupId)}/users/${model.ids.get(userId)}`;
      const joins = step.kind === 'join';
      const answer = await api.call(joins ? 'PUT' : 'DELETE', path);
      if (found.members.has(userId) !== joins) {
        model.events.push(joins ? 'group.user_membership.add' : 'group.user_membership.remove');
        if (joins) found.members.add(userId);
        else found.members.delete(userId);
      }
      return [204, answer.status];
    }
  }
}

/** Everything of a list, three at a time. */
async function readAll<Item>(path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = await api.call('GET', next);
    items.push(...(answer.json as readonly Item[]));
    next = nextOf(answer);
  }
  return items;
}

test('whatever is asked, in whatever order, the directory is what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (asked) => {
      await clear();
      const model = new Model();
      for (const step of asked) {
        const [expected, actual] = await take(model, step);
        expect([step, actual]).toEqual([step, expected]);
      }
      const id = (key: string): string => model.ids.get(key) ?? '';
      const users = await readAll<User>('/api/v1/users?search=profile.login%20sw%20%22model%22&limit=3');
      expect(users.map((user) => [user.id, user.status, user.profile.login, user.profile.title ?? null])).toEqual(
        [...model.users].map(([key, user]) => [id(key), user.status, `${user.name}@example.com`, user.title]),
      );
      const groups = await readAll<{ readonly id: string; readonly profile: { readonly name: string } }>(
        '/api/v1/groups?limit=3',
      );
      expect(groups.map((one) => [one.id, one.profile.name])).toEqual(
        [...model.groups].map(([key, one]) => [id(key), one.name]),
      );
      for (const [key, { members }] of model.groups) {
        const found = await readAll<User>(`/api/v1/groups/${id(key)}/users?limit=3`);
        expect(found.map((user) => user.id)).toEqual([...members].map(id).sort());
      }
      for (const key of model.users.keys()) {
        const found = await readAll<{ readonly id: string }>(`/api/v1/users/${id(key)}/groups?limit=3`);
        const expected = [...model.groups].filter(([, one]) => one.members.has(key)).map(([one]) => id(one));
        expect(found.map((one) => one.id)).toEqual(expected);
      }
      expect((await api.changes()).map(({ type }) => type)).toEqual(model.events);
    }),
    { numRuns: 40 },
  );
}, 60_000);
