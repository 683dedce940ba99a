import { DEFAULT_SOURCE_SETTINGS, type IdentitySourceSettings } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckExpression } from '../../src/identity-sources/check-settings.ts';
import {
  getIdentitySource,
  type IdentitySource,
  listIdentitySources,
} from '../../src/identity-sources/identity-source.ts';
import {
  createIdentitySource,
  deleteIdentitySource,
  type SourceChange,
  setSourceStatus,
  updateIdentitySource,
} from '../../src/identity-sources/manage-sources.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveSessions } from './session-driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const act = { actor: SYSTEM };
/** Stands for the expression language, which has its own tests: this one knows only one name. */
const onlyEmail: CheckExpression = (expression) =>
  expression === 'source.email' ? undefined : `Unknown name in "${expression}"`;

function create(label: string, settings: Partial<IdentitySourceSettings> = {}): Promise<IdentitySource> {
  const { org } = server;
  return org.transaction((tx) => createIdentitySource(tx, org, { label, settings }, act, onlyEmail));
}

function update(id: string, change: SourceChange): Promise<IdentitySource> {
  const { org } = server;
  return org.transaction((tx) => updateIdentitySource(tx, org, id, change, act, onlyEmail));
}

function setStatus(id: string, status: 'ACTIVE' | 'INACTIVE'): Promise<IdentitySource> {
  return server.org.transaction((tx) => setSourceStatus(tx, server.org, id, status, act));
}

function remove(id: string): Promise<void> {
  return server.org.transaction((tx) => deleteIdentitySource(tx, server.org, id, act));
}

async function lastEvent(): Promise<unknown> {
  const { type, targets } = (await server.events()).at(-1) ?? {};
  return { type, targets };
}

function party(source: IdentitySource): object {
  return { id: source.id, type: 'AppInstance', alternateId: source.label, displayName: source.label };
}

test('a new source is active, has the default settings and mapping, and comes last in priority', async () => {
  const first = await create('Workday');
  const second = await create('  Personio ');
  expect(second).toEqual({
    id: expect.stringMatching(/^0oa/),
    label: 'Personio',
    status: 'ACTIVE',
    settings: DEFAULT_SOURCE_SETTINGS,
    priority: first.priority + 1,
    version: 1,
    created: server.clock.now(),
    lastUpdated: server.clock.now(),
  });
  const [mapping] = await server.org.read((tx) =>
    tx.query<{ readonly properties: object }>(sql`
      SELECT starts_with(id, 'prm') AS named, properties FROM mappings WHERE source_id = ${second.id}`),
  );
  const push = (name: string) => ({ expression: `source.${name}`, pushStatus: 'PUSH' });
  expect(mapping).toEqual({
    named: true,
    properties: {
      firstName: push('firstName'),
      lastName: push('lastName'),
      email: push('email'),
      secondEmail: push('secondEmail'),
      mobilePhone: push('mobilePhone'),
    },
  });
  expect(await lastEvent()).toEqual({ type: 'application.lifecycle.create', targets: [party(second)] });
});

test('sources are listed by priority', async () => {
  const [one, other] = [await create('one'), await create('other')];
  const ids = (await server.org.read(listIdentitySources)).map(({ id }) => id);
  expect(ids.slice(-2)).toEqual([one.id, other.id]);
});

test('a change of settings leaves the others as they were, and counts a version', async () => {
  const source = await create('Workday', { autoConfirmNewUsers: true });
  server.clock.advance(1000);
  const changed = await update(source.id, { label: 'HR', settings: { userOffboardingAction: 'SUSPEND' } });
  expect(changed).toEqual({
    ...source,
    label: 'HR',
    settings: { ...DEFAULT_SOURCE_SETTINGS, autoConfirmNewUsers: true, userOffboardingAction: 'SUSPEND' },
    version: 2,
    lastUpdated: server.clock.now(),
  });
  expect(await lastEvent()).toEqual({ type: 'application.lifecycle.update', targets: [party(changed)] });
});

test.each<[string, object, readonly string[]]>([
  ['an unknown one', { autoPilot: true }, ['settings.autoPilot: There is no such setting']],
  [
    'wrong values',
    { allowPartialMatch: 'yes', userOffboardingAction: 'DELETE' },
    [
      'settings.allowPartialMatch: The value "yes" is not allowed',
      'settings.userOffboardingAction: The value "DELETE" is not allowed',
    ],
  ],
  [
    'a custom name without its expression',
    { userNameFormat: 'CUSTOM' },
    ['settings.userNameExpression: The format CUSTOM needs an expression'],
  ],
  [
    'an expression that the language refuses',
    { userNameFormat: 'CUSTOM', userNameExpression: 'source.x' },
    ['settings.userNameExpression: Unknown name in "source.x"'],
  ],
  [
    'attributes without any',
    { exactMatchCriteria: 'ATTRIBUTES' },
    ['settings.matchAttributes: The criteria ATTRIBUTES need at least one attribute'],
  ],
  [
    'an attribute named twice',
    { matchAttributes: ['employeeNumber', 'employeeNumber'] },
    ['settings.matchAttributes: An attribute is named twice'],
  ],
])('settings are refused: %s', async (_name, settings, causes) => {
  const source = await create('Workday');
  await expect(update(source.id, { settings })).rejects.toMatchObject({ code: 'validationFailed', causes });
  expect(await server.org.read((tx) => getIdentitySource(tx, source.id))).toEqual(source);
});

test('a custom name with a good expression is taken', async () => {
  const source = await create('Workday', { userNameFormat: 'CUSTOM', userNameExpression: 'source.email' });
  expect(source.settings.userNameExpression).toBe('source.email');
});

test.each(['', '   ', 'x'.repeat(101)])('"%s" is no label', async (label) => {
  await expect(create(label)).rejects.toMatchObject({ code: 'validationFailed' });
});

test('a source is taken out of service and into it again; the same again is nothing', async () => {
  const source = await create('Workday');
  expect((await setStatus(source.id, 'INACTIVE')).status).toBe('INACTIVE');
  expect(await lastEvent()).toEqual({ type: 'application.lifecycle.deactivate', targets: [party(source)] });
  const before = (await server.events()).length;
  expect((await setStatus(source.id, 'INACTIVE')).version).toBe(2);
  expect((await server.events()).length).toBe(before);
  expect((await setStatus(source.id, 'ACTIVE')).status).toBe('ACTIVE');
  expect(await lastEvent()).toEqual({ type: 'application.lifecycle.activate', targets: [party(source)] });
});

test('an unused source is deleted with its sessions, and its tokens die', async () => {
  const source = await create('Workday');
  const token = await server.createToken({ sourceId: source.id });
  await driveSessions(server, source.id).inState('IN_PROGRESS');
  await setStatus(source.id, 'INACTIVE');
  await remove(source.id);
  expect(await lastEvent()).toEqual({ type: 'application.lifecycle.delete', targets: [party(source)] });
  const left = await server.org.read((tx) =>
    tx.query(sql`
      SELECT (SELECT count(*) FROM sessions WHERE source_id = ${source.id}) AS sessions,
             (SELECT count(*) FROM mappings WHERE source_id = ${source.id}) AS mappings,
             (SELECT count(*) FROM api_tokens WHERE id = ${token.id} AND revoked IS NULL) AS tokens`),
  );
  expect(left).toEqual([{ sessions: 0, mappings: 0, tokens: 0 }]);
  await expect(server.org.read((tx) => getIdentitySource(tx, source.id))).rejects.toMatchObject({ code: 'notFound' });
});

test('a source in use is not deleted, and says why', async () => {
  const source = await create('Workday');
  await server.addSourceUser(source.id, 'somebody');
  await driveSessions(server, source.id).inState('TRIGGERED');
  await expect(remove(source.id)).rejects.toMatchObject({
    code: 'validationFailed',
    causes: [
      'The identity source must be deactivated before deletion.',
      'The identity source still has people; delete them through an import first.',
      'The identity source has an import under way; wait for it.',
    ],
  });
});
