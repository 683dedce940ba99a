import { readFile } from 'node:fs/promises';
import { createToken, SYSTEM } from '@headwater/server';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiDescription, type Deviation } from '../src/api-description.ts';
import { type Answer, type Call, send } from '../src/http-call.ts';
import {
  OPERATIONS,
  READINGS,
  type ReadingName,
  renderDifferences,
  STATUS_DIFFERENCES,
} from '../src/known-differences.ts';
import { administer, makeOrg, makeSource, type TestOrg } from '../src/org.ts';
import { sharedFile } from '../src/shared-file.ts';
import { SourceApi } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

interface Exchange extends Call {
  readonly operation: string;
  readonly answer: Answer;
}

const stage = new Stage();
let server: ServerProcess;
let org: TestOrg;
let api: SourceApi;
/** Every operation of the server. */
let own: ApiDescription;
let ownDocument: Record<string, unknown>;
const exchanges: Exchange[] = [];

beforeAll(async () => {
  const dataDir = await stage.folder();
  server = await stage.start({ dataDir });
  let foreign = '';
  let starved: TestOrg | undefined;
  await administer({ dataDir }, async (administration) => {
    org = await makeOrg(administration, 'contract', { sessionMaxBulkRequests: 3 });
    starved = await makeOrg(administration, 'starved', { requestsPerMinute: 1 });
    const other = await makeSource(administration, 'contract');
    const opened = await administration.org('contract');
    foreign = await opened.transaction(async (tx) => {
      const { value } = await createToken(
        tx,
        opened,
        { name: 'Bound elsewhere', ownerId: org.administratorId, sourceId: other },
        { actor: SYSTEM },
      );
      return value;
    });
  });
  if (starved === undefined) throw new TypeError('The org was made above');
  api = new SourceApi({ url: () => server.url, org: org.name, token: org.token, sourceId: org.sourceId });
  await until('The server knows the new orgs', async () => {
    const { status } = await api.raw('GET', api.sessions);
    return status === 200 ? true : undefined;
  });
  ownDocument = JSON.parse((await send(server.url, { method: 'GET', path: '/openapi.json' })).text) as Record<
    string,
    unknown
  >;
  own = new ApiDescription(ownDocument);
  await recordLife();
  await recordRefusals(foreign);
  await recordStarved(starved);
  await recordOtherRoutes();
});

afterAll(() => stage.close());

interface Variant {
  readonly token?: string | undefined;
  readonly org?: string;
  readonly json?: unknown;
  readonly type?: string;
}

/** Sends and records one request; an absent token is the administrator's, an empty one is none. */
async function record(method: string, path: string, variant: Variant = {}): Promise<Answer> {
  const { token = org.token, json, type = 'application/json' } = variant;
  const call: Call = {
    method,
    path,
    headers: {
      host: `${variant.org ?? org.name}.localhost`,
      accept: 'application/json',
      ...(token === '' ? {} : { authorization: `SSWS ${token}` }),
      ...(json === undefined ? {} : { 'content-type': type }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  };
  const answer = await send(server.url, call);
  exchanges.push({ ...call, answer, operation: own.operationOf(method, path) });
  return answer;
}

async function openSession(): Promise<string> {
  return `${api.sessions}/${(JSON.parse((await record('POST', api.sessions)).text) as { id: string }).id}`;
}

const upserts = {
  entityType: 'USERS',
  profiles: ['c-1', 'c-2'].map((externalId) => ({
    externalId,
    profile: {
      userName: `${externalId}@corp.example`,
      email: `${externalId}@corp.example`,
      firstName: 'Ada',
      lastName: externalId,
    },
  })),
};
const deletes = { entityType: 'USERS', profiles: [{ externalId: 'c-1' }] };

/** Every operation succeeding, in every state a client meets. */
async function recordLife(): Promise<void> {
  const first = await openSession();
  await record('GET', api.sessions);
  await record('GET', first);
  await record('POST', `${first}/bulk-upsert`, { json: upserts });
  await record('GET', first);
  await record('POST', `${first}/start-import`);
  await record('GET', first);
  await api.completed(first.slice(first.lastIndexOf('/') + 1));
  await record('GET', first);
  const second = await openSession();
  await record('POST', `${second}/bulk-delete`, { json: deletes });
  await record('DELETE', second);
  await record('GET', second);
}

/** Every documented error of every operation but the rate limit. */
async function recordRefusals(foreign: string): Promise<void> {
  const session = await openSession();
  await record('POST', api.sessions);
  await record('POST', `${session}/start-import`);
  const bad = [
    {},
    { profiles: [] },
    { profiles: [{}] },
    { entityType: 'GROUPS' },
    { profiles: [{ externalId: 'x', profile: {} }] },
  ];
  for (const kind of ['upsert', 'delete']) {
    for (const json of bad) await record('POST', `${session}/bulk-${kind}`, { json });
    await record('POST', `${session}/bulk-${kind}`, { json: upserts, type: 'text/csv' });
    await record('POST', `${session}/bulk-${kind}`);
    await record('POST', `${session}/bulk-${kind}`, { json: { profiles: Array(201).fill({ externalId: 'x' }) } });
    await record('POST', `${session}/bulk-${kind}`, { json: { profiles: [{ externalId: 'x'.repeat(210_000) }] } });
  }
  for (let load = 1; load <= 4; load++) await record('POST', `${session}/bulk-upsert`, { json: upserts });
  for (const [method, path, json] of everyOperation(session)) {
    await record(method, path, { token: '', json });
    await record(method, path, { token: '00wrong', json });
    await record(method, path, { token: foreign, json });
    await record(method, path.replace(org.sourceId, '0oa00000000000000000'), { json });
    if (path.includes('aps')) await record(method, path.replace(/aps\w{17}/, 'aps00000000000000000'), { json });
  }
  await record('DELETE', session);
  await record('DELETE', session);
  await record('POST', `${session}/bulk-upsert`, { json: upserts });
  await record('POST', `${session}/bulk-delete`, { json: deletes });
}

function everyOperation(session: string): readonly (readonly [string, string, unknown?])[] {
  return [
    ['POST', api.sessions],
    ['GET', api.sessions],
    ['GET', session],
    ['DELETE', session],
    ['POST', `${session}/bulk-upsert`, upserts],
    ['POST', `${session}/bulk-delete`, deletes],
    ['POST', `${session}/start-import`],
  ];
}

/** Every operation in an org whose buckets hold one request a minute. */
async function recordStarved({ name, token, sourceId }: TestOrg): Promise<void> {
  const session = `${api.sessions}/aps00000000000000000`;
  for (const [method, path, json] of everyOperation(session)) {
    const own = path.replace(org.sourceId, sourceId);
    await until(`${method} ${path} is refused`, async () => {
      const { status } = await record(method, own, { org: name, token, json });
      return status === 429 ? true : undefined;
    });
  }
}

/** What a client does not call, but people and programs of Headwater do. */
async function recordOtherRoutes(): Promise<void> {
  const [made] = await api.read<readonly { readonly id: string }[]>('/api/v1/headwater/imports');
  const found = `/api/v1/headwater/imports/${made?.id}`;
  const paths = [
    ['/.well-known/okta-organization', '/.well-known/headwater', '/health'],
    [
      '/api/v1/headwater/imports',
      '/api/v1/headwater/imports?limit=0',
      '/api/v1/headwater/imports?status=COMPLETED&limit=1',
    ],
    [found, '/api/v1/headwater/imports/ij100000000000000000', `${found}/records`, `${found}/records?outcome=nonsense`],
    [
      '/api/v1/users',
      '/api/v1/users?search=status pr',
      '/api/v1/users?filter=nonsense',
      '/api/v1/users/c-1@corp.example',
    ],
    [
      '/api/v1/users/nobody',
      '/api/v1/users/me',
      '/api/v1/logs',
      '/api/v1/logs?filter=nonsense',
      '/api/v1/logs?limit=1',
    ],
  ];
  for (const path of paths.flat()) {
    await record('GET', path.replaceAll(' ', '%20'));
    await record('GET', path.replaceAll(' ', '%20'), { token: '' });
  }
}

function statusesOf(operation: string): readonly number[] {
  const found = exchanges.filter((exchange) => exchange.operation === operation).map(({ answer }) => answer.status);
  return [...new Set(found)].sort((a, b) => a - b);
}

test('every operation was answered with its success and with every error it has', () => {
  expect(Object.fromEntries(OPERATIONS.map((operation) => [operation, statusesOf(operation)]))).toEqual({
    createIdentitySourceSession: [201, 400, 401, 403, 404, 429],
    listIdentitySourceSessions: [200, 401, 403, 404, 429],
    getIdentitySourceSession: [200, 401, 403, 404, 429],
    deleteIdentitySourceSession: [204, 400, 401, 403, 404, 429],
    uploadIdentitySourceDataForUpsert: [202, 400, 401, 403, 404, 415, 429],
    uploadIdentitySourceDataForDelete: [202, 400, 401, 403, 404, 415, 429],
    startImportFromIdentitySource: [200, 400, 401, 403, 404, 429],
  });
});

const published = sharedFile('openapi/identity-sources.json');

describe.skipIf(published === undefined)('Okta’s description', () => {
  let deviations: readonly Deviation[];
  beforeAll(async () => {
    const okta = new ApiDescription(JSON.parse(await readFile(published ?? '', 'utf8')) as object);
    deviations = exchanges
      .filter(({ operation }) => (OPERATIONS as readonly string[]).includes(operation))
      .flatMap(({ method, path, answer }) => okta.check(method, path, answer));
  });

  test('holds for every body and every header of the answers whose status it lists', () => {
    expect(deviations.filter(({ kind }) => kind === 'content')).toEqual([]);
  });

  test('lists every status but the known differences, each of which was seen', () => {
    const seen = deviations
      .filter(({ kind }) => kind === 'status')
      .map(({ operation, status }) => `${status} ${operation}`);
    const known = STATUS_DIFFERENCES.flatMap(({ operations, status }) => operations.map((name) => `${status} ${name}`));
    expect([...new Set(seen)].sort()).toEqual(known.sort());
  });
});

describe('our own description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(ownDocument)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('holds for every answer of every operation', () => {
    expect(exchanges.flatMap(({ method, path, answer }) => own.check(method, path, answer))).toEqual([]);
    expect([...new Set(exchanges.map(({ operation }) => operation))].sort()).toEqual([...own.operations].sort());
  });
});

describe('the differences', () => {
  test('are documented as they are known', async () => {
    await expect(renderDifferences()).toMatchFileSnapshot('../../docs/reference/differences.md');
  });

  const codeOf = ({ status, text }: Answer) => [
    status,
    (JSON.parse(text) as { readonly errorCode?: string }).errorCode,
  ];
  const statusOf = async (session: string) =>
    (JSON.parse((await record('GET', session)).text) as { readonly status: string }).status;

  const proofs: Readonly<Record<ReadingName, () => Promise<void>>> = {
    startAnswersObject: async () => {
      const session = await openSession();
      await record('POST', `${session}/bulk-upsert`, { json: upserts });
      const started = JSON.parse((await record('POST', `${session}/start-import`)).text) as unknown;
      expect(started).toMatchObject({ id: session.slice(session.lastIndexOf('/') + 1), status: 'TRIGGERED' });
    },
    listIsActiveOnly: async () => {
      const closed = await openSession();
      await record('DELETE', closed);
      const open = await openSession();
      const listed = JSON.parse((await record('GET', api.sessions)).text) as readonly { readonly id: string }[];
      expect(listed.map(({ id }) => id)).toContain(open.slice(open.lastIndexOf('/') + 1));
      expect(listed.map(({ id }) => id)).not.toContain(closed.slice(closed.lastIndexOf('/') + 1));
    },
    loadsWhileInProgress: async () => {
      const session = await openSession();
      await record('POST', `${session}/bulk-upsert`, { json: upserts });
      expect(await statusOf(session)).toBe('IN_PROGRESS');
      expect((await record('POST', `${session}/bulk-upsert`, { json: upserts })).status).toBe(202);
    },
    startNeedsData: async () => {
      const session = await openSession();
      expect(codeOf(await record('POST', `${session}/start-import`))).toEqual([400, 'E0000001']);
    },
    unknownSessionIs404: async () => {
      expect(codeOf(await record('GET', `${api.sessions}/no-such-session-id`))).toEqual([404, 'E0000007']);
    },
    emptyPayload: async () => {
      const session = await openSession();
      expect(codeOf(await record('POST', `${session}/bulk-upsert`))).toEqual([400, 'E0000003']);
      for (const profiles of [undefined, null, []]) {
        expect(codeOf(await record('POST', `${session}/bulk-upsert`, { json: { profiles } }))).toEqual([
          400,
          'E0000001',
        ]);
      }
      expect(await statusOf(session)).toBe('CREATED');
    },
    unknownDeletes: async () => {
      const session = await openSession();
      const json = { profiles: [{ externalId: 'never heard of' }] };
      expect((await record('POST', `${session}/bulk-delete`, { json })).status).toBe(202);
      expect(await statusOf(session)).toBe('CREATED');
    },
    otherEntityType: async () => {
      const session = await openSession();
      const { profiles } = upserts;
      const answers = [
        await record('POST', `${session}/bulk-upsert`, { json: { entityType: 'GROUPS', profiles } }),
        await record('POST', `${session}/bulk-upsert`, { json: { profiles } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 202]);
      expect(answers[0]?.text).toContain('"E0000003"');
    },
    acceptedHasNoType: async () => {
      const { status, headers } = await record('POST', `${await openSession()}/bulk-upsert`, { json: upserts });
      expect([status, headers['content-length'], headers['content-type']]).toEqual([202, '0', undefined]);
    },
  };

  test.each(Object.entries(READINGS))('are as documented: %s', async (name) => {
    for (const { id, status } of await api.list()) {
      if (status === 'TRIGGERED') await api.completed(id);
      else await api.call('DELETE', `${api.sessions}/${id}`);
    }
    // The names are the keys of READINGS.
    await proofs[name as ReadingName]();
  });
});
