import { addAttribute, SYSTEM, updateOrg } from '@headwater/server';
import { Client, DefaultRequestExecutor } from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { administer } from '../src/org.ts';
import { sdkRefusal } from '../src/sdk-refusal.ts';
import { type Receipt, SourceApi } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

const stage = new Stage();
let dataDir: string;
let server: ServerProcess;
let token: string;
let identitySourceId: string;
let client: Client;
let api: SourceApi;

beforeAll(async () => {
  dataDir = await stage.folder();
  server = await stage.start({ dataDir });
  if (server.firstStart === undefined) throw new Error('A new data directory has a first start');
  token = server.firstStart.token;
  identitySourceId = server.firstStart.sourceId;
  await limit({});
  client = new Client({ orgUrl: server.url, token });
  api = new SourceApi({ url: () => server.url, org: 'default', token, sourceId: identitySourceId });
});

afterAll(() => stage.close());

/** Okta's limits, without the cooldown, and with these. */
async function limit(limits: { readonly requestsPerMinute?: number }): Promise<void> {
  await administer({ dataDir }, ({ database }) =>
    updateOrg(database, 'default', {
      settings: { limitsProfile: 'okta', limits: { createCooldownSeconds: 0, ...limits } },
    }),
  );
}

const person = (externalId: string, more: object = {}) => ({
  externalId,
  profile: {
    userName: `${externalId}@corp.example`,
    email: `${externalId}@corp.example`,
    firstName: 'A',
    lastName: externalId,
    ...more,
  },
});

/** Creates a session by the SDK; gives the two ids that every further method takes. */
async function open(): Promise<{ readonly identitySourceId: string; readonly sessionId: string }> {
  const session = await client.identitySourceApi.createIdentitySourceSession({ identitySourceId });
  return { identitySourceId, sessionId: session.id ?? '' };
}

describe('the life of a session', () => {
  beforeEach(() => api.endSessions());

  test('create gives a session whose times are dates', async () => {
    const session = await client.identitySourceApi.createIdentitySourceSession({ identitySourceId });
    expect({ ...session }).toEqual({
      id: expect.stringMatching(/^aps[0-9A-Za-z]{17}$/),
      identitySourceId,
      status: 'CREATED',
      importType: 'INCREMENTAL',
      created: expect.any(Date),
      lastUpdated: session.created,
    });
    expect(session.created?.getMilliseconds()).toBe(0);
  });

  test('list gives the active sessions as a collection', async () => {
    const { sessionId } = await open();
    const found: unknown[] = [];
    for await (const session of await client.identitySourceApi.listIdentitySourceSessions({ identitySourceId })) {
      found.push(session?.id);
    }
    expect(found).toEqual([sessionId]);
  });

  test('get gives the session that was created', async () => {
    const created = await client.identitySourceApi.createIdentitySourceSession({ identitySourceId });
    const sessionId = created.id ?? '';
    expect(await client.identitySourceApi.getIdentitySourceSession({ identitySourceId, sessionId })).toEqual(created);
  });

  test('delete closes the session and keeps its record', async () => {
    const path = await open();
    expect(await client.identitySourceApi.deleteIdentitySourceSession(path)).toBeUndefined();
    expect(await client.identitySourceApi.getIdentitySourceSession(path)).toMatchObject({ status: 'CLOSED' });
  });

  test('people are loaded, imported, and deactivated by an uploaded delete', async () => {
    const first = await open();
    const body = { entityType: 'USERS' as const, profiles: [person('sdk-1'), person('sdk-2')] };
    expect(
      await client.identitySourceApi.uploadIdentitySourceDataForUpsert({ ...first, BulkUpsertRequestBody: body }),
    ).toBeUndefined();
    expect(await client.identitySourceApi.getIdentitySourceSession(first)).toMatchObject({ status: 'IN_PROGRESS' });
    expect(await client.identitySourceApi.startImportFromIdentitySource(first)).toMatchObject({
      id: first.sessionId,
      status: 'TRIGGERED',
      lastUpdated: expect.any(Date),
    });
    expect((await api.completed(first.sessionId)).counters.users).toMatchObject({ scanned: 2, added: 2, activated: 2 });
    expect(await client.identitySourceApi.getIdentitySourceSession(first)).toMatchObject({ status: 'COMPLETED' });

    const second = await open();
    const deletes = { entityType: 'USERS' as const, profiles: [{ externalId: 'sdk-1' }] };
    expect(
      await client.identitySourceApi.uploadIdentitySourceDataForDelete({ ...second, BulkDeleteRequestBody: deletes }),
    ).toBeUndefined();
    await client.identitySourceApi.startImportFromIdentitySource(second);
    await api.completed(second.sessionId);
    const statuses = await Promise.all(
      ['sdk-1', 'sdk-2'].map(async (name) => (await client.userApi.getUser({ userId: `${name}@corp.example` })).status),
    );
    expect(statuses).toEqual(['DEPROVISIONED', 'PROVISIONED']);
  });

  test('custom attributes never leave the SDK: its models know the seven base attributes only', async () => {
    await administer({ dataDir }, async (administration) => {
      const org = await administration.org('default');
      await org.transaction((tx) =>
        addAttribute(tx, { actor: SYSTEM, at: org.clock.now() }, identitySourceId, {
          name: 'costCenter',
          title: 'Cost center',
          type: 'string',
        }),
      );
    });
    const path = await open();
    await client.identitySourceApi.uploadIdentitySourceDataForUpsert({
      ...path,
      BulkUpsertRequestBody: { entityType: 'USERS', profiles: [person('sdk-3', { costCenter: 'CC-1' })] },
    });
    await api.load(path.sessionId, { kind: 'upsert', profiles: [person('raw-3', { costCenter: 'CC-1' })] });
    await api.start(path.sessionId);
    const { id } = await api.completed(path.sessionId);
    const receipts = await api.all<Receipt>(`/api/v1/headwater/imports/${id}/records`);
    expect(receipts.map(({ externalId, changes }) => [externalId, Object.keys(changes.source).sort()])).toEqual([
      ['sdk-3', ['email', 'firstName', 'lastName', 'userName']],
      ['raw-3', ['costCenter', 'email', 'firstName', 'lastName', 'userName']],
    ]);
  });

  test('an explicit null stays a null', async () => {
    const path = await open();
    const profile = { ...person('sdk-4').profile, mobilePhone: null };
    await client.identitySourceApi.uploadIdentitySourceDataForUpsert({
      ...path,
      // The declared type has no null, the API and the SDK's serializer do.
      BulkUpsertRequestBody: { profiles: [{ externalId: 'sdk-4', profile }] } as unknown as object,
    });
    await api.start(path.sessionId);
    expect((await api.completed(path.sessionId)).counters.users).toMatchObject({ added: 1, errors: 0, warnings: 0 });
  });

  test('a trailing slash of the org’s URL makes paths with two slashes, which mean the same', async () => {
    const slashed = new Client({ orgUrl: `${server.url}/`, token });
    const { sessionId } = await open();
    expect(await slashed.identitySourceApi.getIdentitySourceSession({ identitySourceId, sessionId })).toMatchObject({
      id: sessionId,
    });
  });
});

describe('refusals are OktaApiErrors', () => {
  const CANNOT_CANCEL =
    'Okta HTTP 400 E0000001 Api validation failed: importSessionId. Only a session that is in CREATED or IN_PROGRESS status can be canceled.';

  beforeEach(async () => {
    for (const { id } of await api.list()) await api.raw('DELETE', `${api.sessions}/${id}`);
  });

  test('of a second session while one is open', async () => {
    await open();
    expect((await sdkRefusal(open())).message).toBe(
      'Okta HTTP 400 E0000001 Api validation failed: importSession. Only one active import session per identity source is allowed to be created every 5 minutes',
    );
  });

  test('of the second cancel', async () => {
    const path = await open();
    await client.identitySourceApi.deleteIdentitySourceSession(path);
    const error = await sdkRefusal(client.identitySourceApi.deleteIdentitySourceSession(path));
    expect([error.message, error.status, error.errorCode, error.errorLink, error.errorId]).toEqual([
      CANNOT_CANCEL,
      400,
      'E0000001',
      'E0000001',
      expect.stringMatching(/^oae[\w-]{22}$/),
    ]);
  });

  test('of the start of a session without data', async () => {
    const path = await open();
    expect((await sdkRefusal(client.identitySourceApi.startImportFromIdentitySource(path))).message).toBe(
      `Okta HTTP 400 E0000001 Api validation failed: importSessionId. Session=${path.sessionId} should be in IN_PROGRESS status in order to be processed`,
    );
  });

  test('of a load into a closed session', async () => {
    const path = await open();
    await client.identitySourceApi.deleteIdentitySourceSession(path);
    const load = client.identitySourceApi.uploadIdentitySourceDataForUpsert({
      ...path,
      BulkUpsertRequestBody: { entityType: 'USERS', profiles: [person('x')] },
    });
    expect((await sdkRefusal(load)).message).toBe(
      'Okta HTTP 400 E0000001 Api validation failed: importSessionId. Only a session that is in CREATED or IN_PROGRESS status can be loaded.',
    );
  });

  test('of more than 200 people', async () => {
    const path = await open();
    const load = client.identitySourceApi.uploadIdentitySourceDataForDelete({
      ...path,
      BulkDeleteRequestBody: {
        entityType: 'USERS',
        profiles: Array.from({ length: 201 }, (_, number) => ({ externalId: `${number}` })),
      },
    });
    expect((await sdkRefusal(load)).message).toBe(
      'Okta HTTP 400 E0000001 Api validation failed: profiles. profiles: The size of the array must be between 1 and 200',
    );
  });

  test.each(['Upsert', 'Delete'] as const)(
    'of a bulk %s under the parameter name in lower case, with which the SDK sends a type but no body',
    async (kind) => {
      const path = await open();
      const wrong = { ...path, [`bulk${kind}RequestBody`]: { entityType: 'USERS', profiles: [person('x')] } };
      const load =
        kind === 'Upsert'
          ? client.identitySourceApi.uploadIdentitySourceDataForUpsert(wrong)
          : client.identitySourceApi.uploadIdentitySourceDataForDelete(wrong);
      const error = await sdkRefusal(load);
      expect([error.status, error.errorCode, error.message, error.errorCauses]).toEqual([
        400,
        'E0000003',
        'Okta HTTP 400 E0000003 The request body was not well-formed.. ',
        [],
      ]);
      expect((await api.get(path.sessionId)).status).toBe('CREATED');
    },
  );

  test('of an unknown source', async () => {
    const call = client.identitySourceApi.createIdentitySourceSession({ identitySourceId: '0oa00000000000000000' });
    expect((await sdkRefusal(call)).message).toBe(
      'Okta HTTP 404 E0000007 Not found: Resource not found: 0oa00000000000000000 (AppInstance). ',
    );
  });

  test('of an unknown session, whose id arrives decoded however odd it is', async () => {
    const sessionId = 'G 1/x+y%2F@é';
    const call = client.identitySourceApi.getIdentitySourceSession({ identitySourceId, sessionId });
    expect((await sdkRefusal(call)).message).toBe(
      `Okta HTTP 404 E0000007 Not found: Resource not found: ${sessionId} (ImportSession). `,
    );
  });

  test('of a wrong token', async () => {
    const stranger = new Client({ orgUrl: server.url, token: '00wrong' });
    const call = stranger.identitySourceApi.createIdentitySourceSession({ identitySourceId });
    expect((await sdkRefusal(call)).message).toBe('Okta HTTP 401 E0000011 Invalid token provided. ');
  });
});

describe('when the bucket is empty', () => {
  /** A client whose next call is the first of the bucket that is refused. */
  async function exhaust(
    maxRetries: number,
  ): Promise<{ readonly limited: Client; readonly executor: DefaultRequestExecutor }> {
    const executor = new DefaultRequestExecutor({ maxRetries, requestTimeout: 0 });
    const limited = new Client({ orgUrl: server.url, token, requestExecutor: executor });
    await limit({ requestsPerMinute: 1 });
    await until('The bucket is empty, and for some time', async () => {
      const { status, headers } = await api.raw('GET', api.sessions);
      const left = Number(headers['x-rate-limit-reset']) * 1000 - Date.now();
      return status === 429 && left > 2_000 ? true : undefined;
    });
    return { limited, executor };
  }

  afterAll(() => limit({}));

  test('a client without retries is told so', async () => {
    const { limited } = await exhaust(0);
    const error = await sdkRefusal(limited.identitySourceApi.createIdentitySourceSession({ identitySourceId }));
    expect([error.status, error.message]).toEqual([
      429,
      'Okta HTTP 429 E0000047 API call exceeded rate limit due to too many requests.. ',
    ]);
  });

  test('a client waits until the end of the window by our headers, and repeats by itself', async () => {
    const { limited, executor } = await exhaust(2);
    const events: unknown[] = [];
    const waiting = new Promise<number>((resolve) => {
      executor.on('backoff', (_request: unknown, response: Response, requestId: string, delay: number) => {
        const reset = Number(response.headers.get('x-rate-limit-reset')) * 1000;
        expect(delay).toBe(reset - Date.parse(response.headers.get('date') ?? '') + 1000);
        events.push(['backoff', requestId, response.headers.get('x-okta-request-id')]);
        // The wait that begins now is moved on by the test.
        vi.useFakeTimers({ toFake: ['setTimeout'] });
        resolve(delay);
      });
    });
    executor.on('resume', (request: { readonly headers: Readonly<Record<string, unknown>> }, requestId: string) => {
      vi.useRealTimers();
      events.push(['resume', requestId, request.headers['X-Okta-Retry-For'], request.headers['X-Okta-Retry-Count']]);
    });
    const path = { identitySourceId, sessionId: 'aps00000000000000000' };
    const answer = sdkRefusal(limited.identitySourceApi.getIdentitySourceSession(path));
    const delay = await waiting;
    await limit({});
    // Else the repetition may come before the server knows, and be refused again.
    await until('The server knows that the limit is gone', async () => {
      const { text } = await api.raw('GET', '/.well-known/headwater');
      return text.includes('"requestsPerMinute":1,') ? undefined : true;
    });
    vi.advanceTimersByTime(delay);
    expect((await answer).status).toBe(404);
    const [[, id]] = events as [[string, string]];
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(events).toEqual([
      ['backoff', id, id],
      ['resume', id, id, 1],
    ]);
  });
});
