import type { Profile } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { createUser } from '../../src/directory/users/create-user.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import type { TestServer } from '../http/test-server.ts';

/** Creates a user `<name>@example.com` called Test `name`; gives the id. */
export async function addUser(server: TestServer, name: string): Promise<string> {
  const login = `${name}@example.com`;
  const context = { at: server.org.clock.now(), actor: SYSTEM };
  const profile = { login, email: login, firstName: 'Test', lastName: name };
  const user = await server.org.transaction((tx) => createUser(tx, server.org.ids, context, { profile }));
  return user.id;
}

export interface Person {
  readonly externalId: string;
  readonly status?: string;
  readonly userId?: string;
  readonly profile?: Profile;
  readonly fingerprint?: number;
}

/** Makes a source know somebody; gives the `0ua…` id. */
export async function addPerson(server: TestServer, sourceId: string, person: Person): Promise<string> {
  const { externalId, status = 'ACTIVE', userId = null, profile = {}, fingerprint = null } = person;
  const id = server.org.ids.next('sourceUser');
  const now = server.org.clock.now();
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO source_users (id, source_id, external_id, status, user_id, profile, fingerprint, created, last_updated)
      VALUES (${id}, ${sourceId}, ${externalId}, ${status}, ${userId}, ${JSON.stringify(profile)}, ${fingerprint}, ${now},
              ${now})`);
    await tx.execute(sql`UPDATE users SET held_by = ${sourceId} WHERE id = ${userId} AND ${status} = 'ACTIVE'`);
  });
  return id;
}
