import type { Group, User } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { directoryRoom } from '../../src/directory/routes.ts';
import { systemLogRoom } from '../../src/system-log/routes.ts';
import * as answers from '../http/answers.ts';
import { type Answer, startTestServer, type TestServer } from '../http/test-server.ts';
import { person } from './support.ts';

/** The directory of an org of its own, behind HTTP. */
export interface DirectoryApi {
  readonly server: TestServer;
  readonly call: TestServer['call'];
  /** Creates a user by POST; `query` as in the URL. Throws for anything but 200. */
  addUser(name: string, options?: AddUserOptions): Promise<User>;
  addGroup(name: string): Promise<Group>;
  /** Rows of `changes` since the last call, oldest first. */
  changes(): Promise<readonly Change[]>;
  close(): Promise<void>;
}

export interface AddUserOptions {
  readonly query?: string;
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly password?: string;
}

export interface Change {
  readonly object_id: string;
  readonly type: string;
  readonly actor: unknown;
  readonly detail: unknown;
}

/** Starts a {@link DirectoryApi}; its clock stands still at 2026-03-01T10:00:00.500Z. */
export async function openDirectoryApi(): Promise<DirectoryApi> {
  const server = await startTestServer({ rooms: [directoryRoom, systemLogRoom] });
  let seen = 0;
  return {
    server,
    call: server.call,
    addUser: async (name, { query = '', profile = {}, password } = {}) => {
      const answer = await server.call('POST', `/api/v1/users${query}`, {
        json: {
          profile: { ...person(name), ...profile },
          ...(password === undefined ? {} : { credentials: { password: { value: password } } }),
        },
      });
      if (answer.status !== 200) throw new Error(`No user was created: ${answer.text}`);
      return answer.json as User;
    },
    addGroup: async (name) => {
      const answer = await server.call('POST', '/api/v1/groups', { json: { profile: { name } } });
      if (answer.status !== 200) throw new Error(`No group was created: ${answer.text}`);
      return answer.json as Group;
    },
    changes: () =>
      server.org.read(async (tx) => {
        const rows = await tx.query<Change & { readonly id: number }>(
          sql`SELECT id, object_id, type, actor, detail FROM changes WHERE id > ${seen} ORDER BY id`,
        );
        seen = rows.at(-1)?.id ?? seen;
        return rows.map(({ id: _, ...change }) => change);
      }),
    close: () => server.close(),
  };
}

/** What an answer says, for a comparison of everything. */
export function outcome({ status, json }: Answer): readonly [number, unknown] {
  return [status, json];
}

/** Status and error object of a refusal. */
export function failure(status: number, ...error: Parameters<typeof answers.failure>): readonly [number, unknown] {
  return [status, answers.failure(...error)];
}

/** A 400 whose causes name the fields. */
export function invalid(...error: Parameters<typeof answers.invalid>): readonly [number, unknown] {
  return [400, answers.invalid(...error)];
}

/** A 404. */
export function missing(...error: Parameters<typeof answers.missing>): readonly [number, unknown] {
  return [404, answers.missing(...error)];
}
