import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appsRoom } from '../../src/apps/routes.ts';
import { invalid, type Json, missing } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';

const GONE = '0oaGONE0000000000001';

let server: TestServer;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [appsRoom] });
  origin = `http://127.0.0.1:${server.port}`;
});

afterAll(() => server.close());

const CAPABILITIES = {
  importSettings: {
    username: { userNameFormat: 'EMAIL', userNameExpression: null },
    schedule: { status: 'DISABLED' },
  },
  importRules: {
    userCreateAndMatch: {
      exactMatchCriteria: 'USERNAME',
      allowPartialMatch: true,
      autoConfirmPartialMatch: false,
      autoConfirmExactMatch: false,
      autoConfirmNewUsers: false,
      autoActivateNewUsers: false,
    },
  },
  headwater: {
    matchAttributes: [],
    profileSourcing: true,
    userOffboardingAction: 'DEACTIVATE',
    reactivateSuspendedUsers: false,
    reactivateDeactivatedUsers: false,
    absentAttributes: 'merge',
    importGroups: true,
  },
};

function feature(sourceId: string, capabilities: Json = CAPABILITIES): Json {
  return {
    name: 'INBOUND_PROVISIONING',
    status: 'ENABLED',
    description: 'In-bound provisioning settings from app to Okta',
    capabilities,
    _links: {
      self: {
        href: `${origin}/api/v1/apps/${sourceId}/features/INBOUND_PROVISIONING`,
        hints: { allow: ['GET', 'PUT'] },
      },
    },
  };
}

function pathOf(sourceId: string): string {
  return `/api/v1/apps/${sourceId}/features/INBOUND_PROVISIONING`;
}

describe('the features of an identity source', () => {
  test('are inbound provisioning with the settings that a new source has', async () => {
    const { id } = await server.createSource();
    const list = await server.call('GET', `/api/v1/apps/${id}/features`);
    const one = await server.call('GET', pathOf(id));
    expect([list.status, list.json, one.status, one.json]).toEqual([200, [feature(id)], 200, feature(id)]);
  });

  test('are no others', async () => {
    const { id } = await server.createSource();
    const [read, changed] = await Promise.all([
      server.call('GET', `/api/v1/apps/${id}/features/USER_PROVISIONING`),
      server.call('PUT', `/api/v1/apps/${id}/features/USER_PROVISIONING`, { json: {} }),
    ]);
    const error = missing('USER_PROVISIONING', 'ApplicationFeature');
    expect([read.status, read.json, changed.status, changed.json]).toEqual([404, error, 404, error]);
  });

  test('are not there for an unknown app', async () => {
    const answers = await Promise.all([
      server.call('GET', `/api/v1/apps/${GONE}/features`),
      server.call('GET', pathOf(GONE)),
      server.call('PUT', pathOf(GONE), { json: {} }),
    ]);
    const error = missing(GONE, 'AppInstance');
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [404, error],
      [404, error],
      [404, error],
    ]);
  });
});

describe('changing inbound provisioning', () => {
  test('changes what the body names, leaves the rest, and is an event', async () => {
    const { id } = await server.createSource();
    const before = (await server.events()).length;
    const answer = await server.call('PUT', pathOf(id), {
      json: {
        importRules: { userCreateAndMatch: { exactMatchCriteria: 'EMAIL', autoConfirmNewUsers: true } },
        headwater: { userOffboardingAction: 'SUSPEND' },
      },
    });
    expect([answer.status, answer.json]).toEqual([
      200,
      feature(id, {
        ...CAPABILITIES,
        importRules: {
          userCreateAndMatch: {
            ...CAPABILITIES.importRules.userCreateAndMatch,
            exactMatchCriteria: 'EMAIL',
            autoConfirmNewUsers: true,
          },
        },
        headwater: { ...CAPABILITIES.headwater, userOffboardingAction: 'SUSPEND' },
      }),
    ]);
    expect((await server.events()).slice(before).map(({ type }) => type)).toEqual(['application.lifecycle.update']);
  });

  test.each(['userName', 'username'])(
    'takes the format as %sFormat, and shows it as userNameFormat',
    async (spelling) => {
      const { id } = await server.createSource();
      const username = { [`${spelling}Format`]: 'CUSTOM', [`${spelling}Expression`]: 'source.userName' };
      const answer = await server.call('PUT', pathOf(id), { json: { importSettings: { username } } });
      expect((answer.json as { capabilities: { importSettings: Json } }).capabilities.importSettings).toEqual({
        username: { userNameFormat: 'CUSTOM', userNameExpression: 'source.userName' },
        schedule: { status: 'DISABLED' },
      });
    },
  );

  test('takes the whole feature as it was read', async () => {
    const { id } = await server.createSource();
    const read = await server.call('GET', pathOf(id));
    const answer = await server.call('PUT', pathOf(id), { json: read.json });
    expect([answer.status, answer.json]).toEqual([200, read.json]);
  });

  test.each<[string, Json, Json]>([
    [
      'a setting that there is not',
      { importRules: { userCreateAndMatch: { autoConfirmEverybody: true } } },
      invalid('capabilities', 'importRules.userCreateAndMatch.autoConfirmEverybody: There is no such setting'),
    ],
    [
      'capabilities that are none',
      { capabilities: null },
      invalid('capabilities', 'capabilities: The field must be an object'),
    ],
    [
      'a schedule',
      { importSettings: { schedule: { status: 'ENABLED', fullImport: { expression: '0 0 * * *' } } } },
      invalid(
        'capabilities',
        'importSettings.schedule.status: An identity source has no schedule; its client starts every import',
        'importSettings.schedule.fullImport.expression: An identity source has no schedule; its client starts every import',
      ),
    ],
    [
      'two spellings that do not agree',
      { importSettings: { username: { userNameFormat: 'EMAIL', usernameFormat: 'CUSTOM' } } },
      invalid('capabilities', 'importSettings.username.usernameFormat: The setting is given twice'),
    ],
    [
      'a value that there is not',
      { importRules: { userCreateAndMatch: { exactMatchCriteria: 'PHONE' } } },
      invalid('settings', 'settings.exactMatchCriteria: The value "PHONE" is not allowed'),
    ],
    [
      'an expression that is none',
      { importSettings: { username: { userNameFormat: 'CUSTOM', userNameExpression: 'source.userName +' } } },
      invalid(
        'settings',
        'settings.userNameExpression: The expression ends too early. Expected an attribute, a text in quotes, a number, a function or a bracket. (line 1, column 18)',
      ),
    ],
    [
      'match attributes that users do not have',
      { headwater: { matchAttributes: ['badge', 'employeeNumber'] } },
      invalid('settings', 'settings.matchAttributes: Users have no attribute badge'),
    ],
  ])('refuses %s', async (_name, json, error) => {
    const { id } = await server.createSource();
    const answer = await server.call('PUT', pathOf(id), { json });
    expect([answer.status, answer.json]).toEqual([400, error]);
  });

  test('refuses a body that is no object', async () => {
    const { id } = await server.createSource();
    const answer = await server.call('PUT', pathOf(id), { json: ['EMAIL'] });
    expect([answer.status, (answer.json as Json).errorCode]).toEqual([400, 'E0000003']);
  });
});
