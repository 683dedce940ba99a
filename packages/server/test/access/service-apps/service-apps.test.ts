import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantScope } from '../../../src/access/service-apps/grants.ts';
import {
  createServiceApp,
  deleteServiceApp,
  type NewServiceApp,
  type ServiceAppChange,
  setServiceAppStatus,
  updateServiceApp,
} from '../../../src/access/service-apps/manage-service-apps.ts';
import { getServiceApp, listServiceApps, type ServiceApp } from '../../../src/access/service-apps/service-app.ts';
import { deleteIdentitySource, setSourceStatus } from '../../../src/identity-sources/manage-sources.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';
import { newKey } from '../oauth/oauth-client.ts';

const act = { actor: SYSTEM };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const create = (input: NewServiceApp) => server.org.transaction((tx) => createServiceApp(tx, server.org, input, act));
const update = (id: string, change: ServiceAppChange) =>
  server.org.transaction((tx) => updateServiceApp(tx, server.org, id, change, act));
const setStatus = (id: string, status: 'ACTIVE' | 'INACTIVE') =>
  server.org.transaction((tx) => setServiceAppStatus(tx, server.org, id, status, act));
const remove = (id: string) => server.org.transaction((tx) => deleteServiceApp(tx, server.org, id, act));
const read = (id: string): Promise<ServiceApp> => server.org.read((tx) => getServiceApp(tx, id));

test('an app is made active and for bound tokens, unless it says otherwise', async () => {
  const { publicJwk } = await newKey('RS256');
  const app = await create({ label: ' HR sync ', jwks: [publicJwk] });
  const now = server.clock.now();
  expect(app).toEqual({
    id: expect.stringMatching(/^0oa[0-9A-Za-z]{17}$/),
    label: 'HR sync',
    status: 'ACTIVE',
    dpop: true,
    sourceId: null,
    keys: [{ id: expect.stringMatching(/^pks/), kid: publicJwk.kid, jwk: { ...publicJwk, use: 'sig' }, created: now }],
    created: now,
    lastUpdated: now,
  });
  expect(await read(app.id)).toEqual(app);
  expect((await server.org.read(listServiceApps)).at(-1)).toEqual(app);
});

test('a key without an id gets its thumbprint', async () => {
  const { publicJwk } = await newKey();
  const { kid, ...jwk } = publicJwk;
  expect((await create({ label: 'x', jwks: [jwk] })).keys.map((key) => key.kid)).toEqual([kid]);
});

test('a change touches what it names; keys that stay keep their ids', async () => {
  const [first, second] = [await newKey(), await newKey()];
  const app = await create({ label: 'before', jwks: [first.publicJwk], status: 'INACTIVE', dpop: false });
  server.clock.advance(1000);
  const renamed = await update(app.id, { label: 'after' });
  expect(renamed).toEqual({ ...app, label: 'after', lastUpdated: server.clock.now() });
  const more = await update(app.id, { jwks: [first.publicJwk, second.publicJwk], dpop: true });
  expect([more.dpop, more.keys.map(({ kid }) => kid), more.keys[0]]).toEqual([
    true,
    [first.publicJwk.kid, second.publicJwk.kid],
    app.keys[0],
  ]);
  expect((await update(app.id, { jwks: [] })).keys).toEqual([]);
});

test.each<[string, Partial<NewServiceApp>]>([
  ['a blank label', { label: '  ' }],
  ['a label that is too long', { label: 'x'.repeat(101) }],
  ['a source that is not there', { sourceId: '0oaNONE' }],
  ['something else as a key', { jwks: ['key'] }],
])('an app with %s is refused', async (_what, input) => {
  await expect(create({ label: 'x', ...input })).rejects.toMatchObject({ code: 'validationFailed' });
});

test('two keys with the same id are refused, and more than fifty', async () => {
  const [first, second] = [(await newKey()).publicJwk, (await newKey()).publicJwk];
  await expect(create({ label: 'x', jwks: [first, { ...second, kid: first.kid }] })).rejects.toMatchObject({
    causes: [`jwks: The kid "${first.kid}" is there twice`],
  });
  await expect(create({ label: 'x', jwks: Array.from({ length: 51 }, () => first) })).rejects.toMatchObject({
    causes: ['jwks: An app must not have more than 50'],
  });
});

test('an active app is not deleted; an inactive one goes with its keys and grants', async () => {
  const app = await create({ label: 'x', jwks: [(await newKey()).publicJwk] });
  await server.org.transaction((tx) => grantScope(tx, server.org, app.id, 'okta.users.read', act));
  await expect(remove(app.id)).rejects.toMatchObject({ code: 'appStillActive' });
  await setStatus(app.id, 'INACTIVE');
  await remove(app.id);
  await expect(read(app.id)).rejects.toMatchObject({ code: 'notFound' });
});

test('every change is an event, the same status again is none', async () => {
  const before = (await server.events()).length;
  const app = await create({ label: 'x' });
  await update(app.id, { label: 'y' });
  await setStatus(app.id, 'INACTIVE');
  await setStatus(app.id, 'INACTIVE');
  await setStatus(app.id, 'ACTIVE');
  await setStatus(app.id, 'INACTIVE');
  await remove(app.id);
  expect((await server.events()).slice(before).map(({ type }) => type.replace('application.lifecycle.', ''))).toEqual([
    'create',
    'update',
    'deactivate',
    'activate',
    'deactivate',
    'delete',
  ]);
});

test('an app that is bound to a source ends with it', async () => {
  const source = await server.createSource();
  const app = await create({ label: 'x', sourceId: source.id });
  await server.org.transaction(async (tx) => {
    await setSourceStatus(tx, server.org, source.id, 'INACTIVE', act);
    await deleteIdentitySource(tx, server.org, source.id, act);
  });
  expect((await read(app.id)).status).toBe('INACTIVE');
});
