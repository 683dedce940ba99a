import type { TestOrg } from '@headwater/testing';

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** A client as somebody would write it who knows nothing of test mode. */
export interface Client {
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  createSession(): Promise<string>;
  upsert(sessionId: string, externalIds: readonly string[]): Promise<Answer>;
  start(sessionId: string): Promise<Answer>;
  status(sessionId: string): Promise<string>;
  /** Creates a session with these people and starts its import. */
  load(externalIds: readonly string[]): Promise<string>;
}

export function clientOf({ url, token, sourceId }: Pick<TestOrg, 'url' | 'token' | 'sourceId'>): Client {
  const sessions = `/api/v1/identity-sources/${sourceId}/sessions`;
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `SSWS ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) };
  }
  const client: Client = {
    call,
    createSession: async () => ((await call('POST', sessions)).json as { readonly id: string }).id,
    upsert: (id, externalIds) =>
      call('POST', `${sessions}/${id}/bulk-upsert`, { entityType: 'USERS', profiles: externalIds.map(person) }),
    start: (id) => call('POST', `${sessions}/${id}/start-import`),
    status: async (id) => ((await call('GET', `${sessions}/${id}`)).json as { readonly status: string }).status,
    async load(externalIds) {
      const created = await call('POST', sessions);
      if (created.status !== 201) throw new Error(`No session: ${created.status} ${JSON.stringify(created.json)}`);
      const { id } = created.json as { readonly id: string };
      const loaded = await client.upsert(id, externalIds);
      const started = await client.start(id);
      if (loaded.status !== 202 || started.status !== 200) {
        throw new Error(`The load was answered ${loaded.status}, the start ${started.status}`);
      }
      return id;
    },
  };
  return client;
}

function person(externalId: string): object {
  const email = `${externalId}@example.com`;
  return { externalId, profile: { userName: email, email, firstName: externalId, lastName: 'Example' } };
}

/** Logins of everybody in the directory. */
export async function logins(org: TestOrg): Promise<readonly unknown[]> {
  return (await org.people()).map(({ profile }) => profile.login);
}
