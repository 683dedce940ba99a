// Long: one recording of every operation, which all its tests look at.

import { readFile } from 'node:fs/promises';
import { createToken, SYSTEM } from '@headwater/server';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiDescription, type Deviation } from '../src/api-description.ts';
import { type Answer, type Call, send } from '../src/http-call.ts';
import {
  CONTENT_DIFFERENCES,
  LOAD_OPERATIONS,
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
/** Path of the identity source. */
let source: string;
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
    org = await makeOrg(administration, 'contract', { sessionMaxBulkRequests: 5 });
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
  source = `/api/v1/identity-sources/${org.sourceId}`;
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

const person = (externalId: string) => ({
  userName: `${externalId}@corp.example`,
  email: `${externalId}@corp.example`,
  firstName: 'Ada',
  lastName: externalId,
});
const upserts = {
  entityType: 'USERS',
  profiles: ['c-1', 'c-2'].map((externalId) => ({ externalId, profile: person(externalId) })),
};
const deletes = { entityType: 'USERS', profiles: [{ externalId: 'c-1' }] };
const groupUpserts = { profiles: [{ externalId: 'g-1', profile: { displayName: 'Research', description: null } }] };
const groupDeletes = { externalIds: ['g-1'] };
const memberships = { memberships: [{ groupExternalId: 'g-1', memberExternalIds: ['c-1', 'c-2'] }] };
const deviceUpserts = {
  profiles: [{ externalId: 'd-1', profile: { serialNumber: 'C02', platform: 'MACOS', displayName: 'Laptop' } }],
};

/** Every kind of load, with a body that it takes. */
const LOADS: Readonly<Record<string, object>> = {
  'bulk-upsert': upserts,
  'bulk-groups-upsert': groupUpserts,
  'bulk-group-memberships-upsert': memberships,
  'bulk-devices-upsert': deviceUpserts,
  'bulk-delete': deletes,
  'bulk-group-memberships-delete': memberships,
  'bulk-groups-delete': groupDeletes,
  'bulk-devices-delete': { externalIds: ['d-1'] },
};

/** Every operation succeeding, in every state a client meets. */
async function recordLife(): Promise<void> {
  const first = await openSession();
  await record('GET', api.sessions);
  await record('GET', first);
  for (const kind of Object.keys(LOADS).filter((each) => each.endsWith('upsert'))) {
    await record('POST', `${first}/${kind}`, { json: LOADS[kind] });
  }
  await record('GET', first);
  await record('POST', `${first}/start-import`);
  await record('GET', first);
  await api.completed(first.slice(first.lastIndexOf('/') + 1));
  await record('GET', first);
  const second = await openSession();
  for (const kind of Object.keys(LOADS).filter((each) => each.endsWith('delete'))) {
    await record('POST', `${second}/${kind}`, { json: LOADS[kind] });
  }
  await record('DELETE', second);
  await record('GET', second);
  await recordEntities();
}

/** People, groups and members one at a time. */
async function recordEntities(): Promise<void> {
  const profile = person('e-1');
  await record('POST', `${source}/users`, { json: { externalId: 'e-1', profile } });
  await record('GET', `${source}/users/e-1`);
  await record('PATCH', `${source}/users/e-1`, { json: { profile: { ...profile, firstName: 'Grace' } } });
  await record('PUT', `${source}/users/e-1`, { json: { profile } });
  await record('POST', `${source}/groups`, { json: { externalId: 'eg-1', profile: { displayName: 'One' } } });
  await record('GET', `${source}/groups/eg-1`);
  await record('POST', `${source}/groups/eg-1`, { json: { externalId: 'eg-1', profile: { displayName: 'Two' } } });
  await record('POST', `${source}/groups/eg-1`, { json: { profile: { displayName: '' } } });
  await record('POST', `${source}/groups/eg-1/membership`, { json: { memberExternalId: 'e-1' } });
  await record('GET', `${source}/groups/eg-1/membership?limit=10`);
  await record('DELETE', `${source}/groups/eg-1/membership/e-1`);
  await record('DELETE', `${source}/groups/eg-1`);
  await record('DELETE', `${source}/users/e-1`);
}

/** Every documented error of every operation but the rate limit. */
async function recordRefusals(foreign: string): Promise<void> {
  const session = await openSession();
  await record('POST', api.sessions);
  await record('POST', `${session}/start-import`);
  for (const kind of Object.keys(LOADS)) {
    const path = `${session}/${kind}`;
    for (const json of [{}, { profiles: [] }, { profiles: [{}], externalIds: [7], memberships: [{}] }]) {
      await record('POST', path, { json });
    }
    await record('POST', path, { json: LOADS[kind], type: 'text/csv' });
    await record('POST', path);
    const many = Array(201).fill({ externalId: 'x' });
    await record('POST', path, { json: { profiles: many, externalIds: many, memberships: many } });
    await record('POST', path, { json: { externalIds: ['x'.repeat(210_000)] } });
  }
  for (let load = 1; load <= 6; load++) await record('POST', `${session}/bulk-upsert`, { json: upserts });
  for (const [method, path, json] of everyOperation(session)) {
    await record(method, path, { token: '', json });
    await record(method, path, { token: '00wrong', json });
    await record(method, path, { token: foreign, json });
    await record(method, path.replace(org.sourceId, '0oa00000000000000000'), { json });
    if (path.includes('aps')) await record(method, path.replace(/aps\w{17}/, 'aps00000000000000000'), { json });
    else if (path !== api.sessions) await record(method, path.replace(/(users|groups)\/[^/]+/, '$1/nothing'), { json });
    if (json !== undefined && !path.includes('aps')) {
      await record(method, path, { json: [] });
      await record(method, path, { json: {} });
      await record(method, path, { json, type: 'text/csv' });
    }
  }
  await record('DELETE', session);
  await record('DELETE', session);
  for (const [kind, json] of Object.entries(LOADS)) await record('POST', `${session}/${kind}`, { json });
}

function everyOperation(session: string): readonly (readonly [string, string, unknown?])[] {
  const profile = person('e-1');
  return [
    ['POST', api.sessions],
    ['GET', api.sessions],
    ['GET', session],
    ['DELETE', session],
    ...Object.entries(LOADS).map(([kind, json]) => ['POST', `${session}/${kind}`, json] as const),
    ['POST', `${session}/start-import`],
    ['POST', `${source}/users`, { externalId: 'c-1', profile: person('c-1') }],
    ['GET', `${source}/users/e-1`],
    ['PUT', `${source}/users/e-1`, { profile }],
    ['PATCH', `${source}/users/e-1`, { profile }],
    ['DELETE', `${source}/users/e-1`],
    ['POST', `${source}/groups`, { externalId: 'g-1', profile: { displayName: 'Again' } }],
    ['GET', `${source}/groups/eg-1`],
    ['POST', `${source}/groups/eg-1`, { profile: { displayName: 'Nothing' } }],
    ['DELETE', `${source}/groups/eg-1`],
    ['GET', `${source}/groups/eg-1/membership`],
    ['POST', `${source}/groups/eg-1/membership`, { memberExternalId: 'e-1' }],
    ['DELETE', `${source}/groups/eg-1/membership/e-1`],
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

/** What a client does not call, but people and programs of Headwater do; the fuzzer calls the rest. */
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
    ['groups', 'memberships', 'devices'].map((kind) => `${found}/records?class=${kind}`),
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
    ...Object.fromEntries(LOAD_OPERATIONS.map((name) => [name, [202, 400, 401, 403, 404, 415, 429]])),
    startImportFromIdentitySource: [200, 400, 401, 403, 404, 429],
    createIdentitySourceUser: [200, 400, 401, 403, 404, 415, 429],
    getIdentitySourceUser: [200, 401, 403, 404, 429],
    replaceExistingIdentitySourceUser: [200, 400, 401, 403, 404, 415, 429],
    updateIdentitySourceUsers: [200, 400, 401, 403, 404, 415, 429],
    deleteIdentitySourceUser: [204, 401, 403, 404, 429],
    createIdentitySourceGroups: [200, 400, 401, 403, 404, 415, 429],
    getIdentitySourceGroup: [200, 401, 403, 404, 429],
    updateIdentitySourceGroups: [200, 400, 401, 403, 404, 415, 429],
    deleteIdentitySourceGroup: [204, 401, 403, 404, 429],
    getIdentitySourceGroupMemberships: [200, 401, 403, 404, 429],
    createIdentitySourceGroupsMemberships: [204, 400, 401, 403, 404, 415, 429],
    deleteIdentitySourceGroupMemberships: [204, 401, 403, 404, 429],
  });
});

const published = sharedFile('openapi/identity-sources.json');

describe.skipIf(published === undefined)('Okta’s description', () => {
  let deviations: readonly Deviation[];
  let okta: ApiDescription;
  beforeAll(async () => {
    okta = new ApiDescription(JSON.parse(await readFile(published ?? '', 'utf8')) as object);
    deviations = exchanges
      .filter(({ operation }) => (OPERATIONS as readonly string[]).includes(operation))
      .flatMap(({ method, path, answer }) => okta.check(method, path, answer));
  });

  test('has every operation that is known here, and no other', () => {
    expect([...okta.operations].sort()).toEqual([...OPERATIONS].sort());
  });

  test('holds for every body and every header of the answers whose status it lists, but for the known differences', () => {
    const seen = deviations
      .filter(({ kind }) => kind === 'content')
      .map(({ operation, detail }) => `${operation}: ${detail.replace(/: \{.*/, '')}`);
    const known = CONTENT_DIFFERENCES.flatMap(({ operations, details }) =>
      operations.flatMap((name) => details.map((detail) => `${name}: ${detail}`)),
    );
    expect([...new Set(seen)].sort()).toEqual(known.sort());
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
    await api.endSessions();
    // The names are the keys of READINGS.
    await proofs[name as ReadingName]();
  });
});
