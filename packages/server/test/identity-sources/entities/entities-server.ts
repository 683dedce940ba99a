import type { IdentitySourceSettings } from '@headwater/protocol';
import sql, { raw } from 'sql-template-tag';
import { entitiesRoom } from '../../../src/identity-sources/entities/routes.ts';
import { importTask } from '../../../src/imports/import-task.ts';
import { importsRoom } from '../../../src/imports/routes.ts';
import { systemLogRoom } from '../../../src/system-log/routes.ts';
import * as answers from '../../http/answers.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';
import { JOB } from '../../support/import-harness.ts';

/** A test server with the rooms that single entities are seen through. */
export function startEntitiesServer(): Promise<TestServer> {
  return startTestServer({ rooms: [entitiesRoom, importsRoom, systemLogRoom] });
}

/** Everything is confirmed by itself, so that a call reaches the directory. */
export const AUTOMATIC: Partial<IdentitySourceSettings> = { autoConfirmExactMatch: true, autoConfirmNewUsers: true };

export type Values = Readonly<Record<string, unknown>>;

/** A whole profile of somebody of this name. */
export function person(name: string, more: Values = {}): Values {
  const email = `${name}@example.com`;
  return { userName: email, email, firstName: name, lastName: 'Doe', ...more };
}

/** The profile as it is shown: every base attribute, null where there is no value. */
export function shown(profile: Values): Values {
  const none = { firstName: null, lastName: null, secondEmail: null, mobilePhone: null, homeAddress: null };
  return { ...none, ...profile };
}

/** Paths of one source. */
export function pathsOf(sourceId: string) {
  const base = `/api/v1/identity-sources/${sourceId}`;
  return {
    users: `${base}/users`,
    user: (externalId: string) => `${base}/users/${encodeURIComponent(externalId)}`,
    groups: `${base}/groups`,
    group: (id: string) => `${base}/groups/${encodeURIComponent(id)}`,
    members: (id: string) => `${base}/groups/${encodeURIComponent(id)}/membership`,
    member: (id: string, member: string) =>
      `${base}/groups/${encodeURIComponent(id)}/membership/${encodeURIComponent(member)}`,
    sessions: `${base}/sessions`,
  };
}

/** Status, code and summary of an error, and the list of its causes. */
export function errorOf(answer: Answer): unknown {
  const [status, code, summary, ...causes] = answers.errorOf(answer);
  return [status, code, summary, causes];
}

/** Works on what the source has triggered, that many records at a time. */
export async function workOn(server: TestServer, sourceId: string, chunkSize = 100): Promise<void> {
  const chunkSizes = { plan: chunkSize, apply: chunkSize };
  await importTask(async () => server.org, { chunkSizes }).run({ org: server.org.name, sourceId }, JOB);
}

/** Loads people in one session and imports it. */
export async function importPeople(
  server: TestServer,
  sourceId: string,
  people: readonly (readonly [externalId: string, profile: Values])[],
): Promise<void> {
  await importLoads(server, sourceId, [
    ['bulk-upsert', { profiles: people.map(([externalId, profile]) => ({ externalId, profile })) }],
  ]);
}

/** Sends loads in one session and imports it. */
export async function importLoads(server: TestServer, sourceId: string, loads: readonly Load[]): Promise<void> {
  await triggerLoads(server, sourceId, loads);
  await workOn(server, sourceId);
}

/** The end of a load's path, and its body. */
export type Load = readonly [kind: string, body: unknown];

/** Sends loads in one session and triggers it. */
export async function triggerLoads(server: TestServer, sourceId: string, loads: readonly Load[]): Promise<void> {
  server.clock.advance(600_000);
  const { sessions } = pathsOf(sourceId);
  const { id } = (await server.call('POST', sessions)).json as { readonly id: string };
  for (const [kind, json] of loads) await accept(server.call('POST', `${sessions}/${id}/${kind}`, { json }), 202);
  await accept(server.call('POST', `${sessions}/${id}/start-import`), 200);
}

async function accept(call: Promise<Answer>, status: number): Promise<void> {
  const answer = await call;
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
}

/** People of the directory by login, with their status; the administrator of the test left out. */
export async function directoryOf(server: TestServer): Promise<Readonly<Record<string, unknown>>> {
  const rows = await server.org.read((tx) =>
    tx.query<{ status: string; profile: Values }>(
      sql`SELECT status, profile FROM users WHERE id <> ${server.adminId} ORDER BY login_key`,
    ),
  );
  return Object.fromEntries(rows.map(({ status, profile }) => [String(profile.login), { status, profile }]));
}

/** What is stored of imports of single records: nothing, or how many. */
export async function storedRecords(server: TestServer): Promise<unknown> {
  const [row] = await server.org.read((tx) =>
    tx.query<object>(sql`
      SELECT (SELECT count(*) FROM imports WHERE kind = 'RECORD') AS imports,
             (SELECT count(*) FROM import_records) AS records,
             (SELECT count(*) FROM changes WHERE import_id IS NOT NULL) AS changes,
             (SELECT count(*) FROM source_users) AS people`),
  );
  return row;
}

/** Entries of the System Log that a filter lets through, oldest first. */
export async function readLog(server: TestServer, filter: string): Promise<readonly unknown[]> {
  const query = new URLSearchParams({ since: '2026-01-01T00:00:00Z', filter });
  const { json } = await server.call('GET', `/api/v1/logs?${query}`);
  // The route answers with a list.
  return json as readonly unknown[];
}

/** Groups of the directory with the logins of their members, in the order of their names. */
export function storedGroups(server: TestServer): Promise<readonly unknown[]> {
  return server.org.read((tx) =>
    tx.query<object>(sql`
      SELECT id, type, source_id, external_id, name, description,
             ARRAY(SELECT u.profile ->> 'login' FROM group_users m JOIN users u ON u.id = m.user_id
                    WHERE m.group_id = g.id ORDER BY 1) AS members
        FROM groups g WHERE type = 'APP_GROUP' ORDER BY name`),
  );
}

/** Removes what tests of one file leave to each other: people, groups, imports and events. */
export async function forget(server: TestServer): Promise<void> {
  await server.org.transaction(async (tx) => {
    const tables =
      'import_records import_object_records import_membership_records applied_ranges imports sessions changes';
    for (const table of `${tables} source_memberships source_users events unique_values`.split(' ')) {
      await tx.execute(sql`DELETE FROM ${raw(table)}`);
    }
    await tx.execute(sql`DELETE FROM groups WHERE type = 'APP_GROUP'`);
    await tx.execute(sql`DELETE FROM users WHERE id <> ${server.adminId}`);
  });
}
