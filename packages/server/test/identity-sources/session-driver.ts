import type { SessionStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Answer, TestServer } from '../http/test-server.ts';

/** One person, as an upload. */
export function upsertOf(externalId: string, profile: object = { userName: externalId }): object {
  return { entityType: 'USERS', profiles: [{ externalId, profile }] };
}

/** The calls on sessions of one source. */
export interface SessionDriver {
  readonly sourceId: string;
  readonly path: string;
  create(): Promise<Answer>;
  /** Creates a session that must not be refused; gives its id. */
  open(): Promise<string>;
  list(): Promise<Answer>;
  get(id: string): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  start(id: string): Promise<Answer>;
  upsert(id: string, body: unknown): Promise<Answer>;
  delete(id: string, body: unknown): Promise<Answer>;
  /** A load of any kind, by the last segment of its path. */
  load(id: string, kind: string, body: unknown): Promise<Answer>;
  /** A session of a fresh cooldown in the given state. */
  inState(status: SessionStatus): Promise<string>;
}

/** Drives the sessions of `sourceId`. */
export function driveSessions(server: TestServer, sourceId: string): SessionDriver {
  const path = `/api/v1/identity-sources/${sourceId}/sessions`;
  const driver: SessionDriver = {
    sourceId,
    path,
    create: () => server.call('POST', path),
    open: async () => idOf(await driver.create()),
    list: () => server.call('GET', path),
    get: (id) => server.call('GET', `${path}/${id}`),
    cancel: (id) => server.call('DELETE', `${path}/${id}`),
    start: (id) => server.call('POST', `${path}/${id}/start-import`),
    upsert: (id, json) => driver.load(id, 'bulk-upsert', json),
    delete: (id, json) => driver.load(id, 'bulk-delete', json),
    load: (id, kind, json) => server.call('POST', `${path}/${id}/${kind}`, { json }),
    inState: async (status) => {
      const id = await driver.open();
      for (const step of STEPS[status]) await step(server, driver, id);
      return id;
    },
  };
  return driver;
}

/** Drives the sessions of a new source. */
export async function driveNewSource(server: TestServer): Promise<SessionDriver> {
  return driveSessions(server, (await server.createSource()).id);
}

type Step = (server: TestServer, driver: SessionDriver, id: string) => Promise<unknown>;

const load: Step = (_server, driver, id) => driver.upsert(id, upsertOf('a'));
const start: Step = (_server, driver, id) => driver.start(id);
const finishAs =
  (status: SessionStatus): Step =>
  (server, _driver, id) =>
    finish(server, id, status);

const STEPS: Readonly<Record<SessionStatus, readonly Step[]>> = {
  CREATED: [],
  IN_PROGRESS: [load],
  TRIGGERED: [load, start],
  COMPLETED: [load, start, finishAs('COMPLETED')],
  ERROR: [load, start, finishAs('ERROR')],
  CLOSED: [load, (_server, driver, id) => driver.cancel(id)],
  EXPIRED: [load, async (server) => server.clock.advance(24 * 60 * 60 * 1000), (_server, driver, id) => driver.get(id)],
};

/** What the import does with a session at its end. */
export async function finish(server: TestServer, id: string, status: SessionStatus): Promise<void> {
  await server.org.transaction((tx) => tx.execute(sql`UPDATE sessions SET status = ${status} WHERE id = ${id}`));
}

/** The id of a created session; throws what came instead. */
export function idOf(answer: Answer): string {
  if (answer.status !== 201) throw new Error(`No session was created: ${answer.status} ${answer.text}`);
  return (answer.json as { readonly id: string }).id;
}

export function statusOf(answer: Answer): string {
  return (answer.json as { readonly status: string }).status;
}
