// Long: every operation on apps of both kinds, each with its success and all its refusals.

import { generateKeyPairSync } from 'node:crypto';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appsRoom } from '../../src/apps/routes.ts';
import { failure, invalid, type Json, linksOf, missing, nextOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { addPerson, addUser } from './support.ts';

const NOW = '2026-03-01T10:00:00.500Z';
const GONE = '0oaGONE0000000000001';

let server: TestServer;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [appsRoom] });
  origin = `http://127.0.0.1:${server.port}`;
});

afterAll(() => server.close());

beforeEach(() =>
  server.org.transaction(async (tx) => {
    for (const table of ['source_users', 'identity_sources', 'service_apps', 'events']) {
      await tx.execute(sql([`DELETE FROM ${table}`]));
    }
  }),
);

function idOf(json: unknown): string {
  return (json as { readonly id: string }).id;
}

function labels(json: unknown): readonly string[] {
  return (json as readonly { readonly label: string }[]).map(({ label }) => label);
}

/** The object of an identity source, as recorded from a live org. */
function sourceObject(id: string, more: Json = {}): Json {
  return {
    id,
    orn: `orn:okta:idp:00oTESTORG0000000001:apps:custom_identity_source:${id}`,
    name: 'custom_identity_source',
    label: 'Workday',
    status: 'ACTIVE',
    lastUpdated: NOW,
    created: NOW,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: true, web: true }, appLinks: {} },
    features: ['IMPORT_PROFILE_UPDATES', 'PROFILE_MASTERING', 'IMPORT_NEW_USERS'],
    signOnMode: null,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as recorded
    credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' }, signing: {} },
    universalLogout: { status: 'UNSUPPORTED' },
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: false,
      emOptInStatus: 'NONE',
      notes: { admin: null, enduser: null },
    },
    _links: {
      appLinks: [],
      groups: { href: `${origin}/api/v1/apps/${id}/groups` },
      logo: [],
      users: { href: `${origin}/api/v1/apps/${id}/users` },
      deactivate: { href: `${origin}/api/v1/apps/${id}/lifecycle/deactivate` },
    },
    ...more,
  };
}

describe('the object of an identity source', () => {
  test('has the recorded form', async () => {
    const { id } = await server.createSource();
    const answer = await server.call('GET', `/api/v1/apps/${id}`);
    expect([answer.status, answer.json]).toEqual([200, sourceObject(id)]);
    expect(Object.keys(answer.json as Json)).toEqual(Object.keys(sourceObject(id)));
  });

  test('says in its features what its settings make it do', async () => {
    const { id } = await server.createSource('Workday', { profileSourcing: false, reactivateSuspendedUsers: true });
    const answer = await server.call('GET', `/api/v1/apps/${id}`);
    expect((answer.json as Json).features).toEqual(['IMPORT_PROFILE_UPDATES', 'IMPORT_NEW_USERS', 'REACTIVATE_USERS']);
  });

  test('is not there for an unknown id', async () => {
    const answer = await server.call('GET', `/api/v1/apps/${GONE}`);
    expect([answer.status, answer.json]).toEqual([404, missing(GONE, 'AppInstance')]);
  });
});

describe('the list of apps', () => {
  test('holds sources and services, oldest first, in pages that lead to each other', async () => {
    await server.createSource('First');
    await server.call('POST', '/api/v1/apps', { json: { name: 'oidc_client', label: 'Second' } });
    await server.createSource('Third');
    const first = await server.call('GET', '/api/v1/apps?limit=2');
    const second = await server.call('GET', nextOf(first) ?? '');
    expect([labels(first.json), labels(second.json), linksOf(second)]).toEqual([
      ['First', 'Second'],
      ['Third'],
      [expect.stringMatching(/rel="self"$/)],
    ]);
  });

  test('has 20 apps in a page, and 200 at most', async () => {
    for (let number = 1; number <= 21; number++) await server.createSource(`Source ${number}`);
    const usual = await server.call('GET', '/api/v1/apps');
    const most = await server.call('GET', '/api/v1/apps?limit=500');
    server.choose({ excessiveLimit: 'reject' });
    const refused = await server.call('GET', '/api/v1/apps?limit=500');
    server.choose({});
    expect([labels(usual.json).length, labels(most.json).length, refused.status]).toEqual([20, 21, 400]);
  });

  test('takes the published default of limit, -1, for what it is', async () => {
    for (let number = 1; number <= 21; number++) await server.createSource(`Source ${number}`);
    const { status, json } = await server.call('GET', '/api/v1/apps?limit=-1');
    expect([status, labels(json).length]).toEqual([200, 20]);
  });

  test('is searched by the beginning of a label or name', async () => {
    await server.createSource('Workday');
    await server.createSource('Personio');
    const [byLabel, byName, none] = await Promise.all(
      ['WORK', 'custom_', 'day'].map((q) => server.call('GET', `/api/v1/apps?q=${q}`)),
    );
    expect([labels(byLabel?.json), labels(byName?.json), none?.json]).toEqual([
      ['Workday'],
      ['Workday', 'Personio'],
      [],
    ]);
  });

  test('is filtered by id, name, status and user, and their combinations', async () => {
    const workday = await server.createSource('Workday');
    const personio = await server.createSource('Personio');
    const userId = await addUser(server, 'filtered');
    await addPerson(server, workday.id, { externalId: 'e1', userId });
    await addPerson(server, personio.id, { externalId: 'e1', userId, status: 'DEPROVISIONED' });
    await server.call('POST', `/api/v1/apps/${personio.id}/lifecycle/deactivate`);
    const filters = [
      `id eq "${personio.id}"`,
      'status eq "INACTIVE"',
      'name eq "custom_identity_source"',
      'name eq "oidc_client"',
      `user.id eq "${userId}"`,
      'group.id eq "00gANY"',
      `status eq "ACTIVE" and (id eq "${workday.id}" or id eq "${personio.id}")`,
      `not (user.id eq "${userId}")`,
    ];
    const answers = await Promise.all(
      filters.map((filter) => server.call('GET', `/api/v1/apps?filter=${encodeURIComponent(filter)}`)),
    );
    expect(answers.map(({ json }) => labels(json))).toEqual([
      ['Personio'],
      ['Personio'],
      ['Workday', 'Personio'],
      [],
      ['Workday'],
      [],
      ['Workday'],
      ['Personio'],
    ]);
  });

  test('embeds the app user of the user that it is filtered by: who sources somebody', async () => {
    const { id } = await server.createSource();
    const userId = await addUser(server, 'embedded');
    await addPerson(server, id, { externalId: 'e1', userId, profile: { userName: 'e1@example.com' } });
    const filter = encodeURIComponent(`user.id eq "${userId}"`);
    const answer = await server.call('GET', `/api/v1/apps?filter=${filter}&expand=user/${userId}`);
    expect(answer.json).toEqual([
      sourceObject(id, {
        _embedded: {
          user: {
            id: userId,
            externalId: 'e1',
            created: NOW,
            lastUpdated: NOW,
            scope: 'USER',
            status: 'ACTIVE',
            statusChanged: null,
            passwordChanged: null,
            syncState: 'SYNCHRONIZED',
            lastSync: NOW,
            credentials: { userName: 'e1@example.com' },
            profile: { userName: 'e1@example.com' },
            _links: {
              app: { href: `${origin}/api/v1/apps/${id}` },
              user: { href: `${origin}/api/v1/users/${userId}` },
            },
          },
        },
      }),
    ]);
  });

  test.each([
    [
      'filter=label eq "x"',
      failure(
        'E0000031',
        'Invalid search criteria.',
        'At character 1 of the expression: apps are found by id, status, name, user.id, group.id, not by label.',
      ),
    ],
    [
      'filter=id sw "0oa"',
      failure(
        'E0000031',
        'Invalid search criteria.',
        'At character 1 of the expression: id can be compared by eq only.',
      ),
    ],
    [
      'filter=id pr',
      failure(
        'E0000031',
        'Invalid search criteria.',
        'At character 1 of the expression: id can be compared by eq only.',
      ),
    ],
    ['after=nonsense', failure('E0000029', 'Invalid paging request.', 'Invalid cursor.')],
    ['expand=user/00uX', invalid('expand', 'expand: needs the filter user.id eq "00uX"')],
    ['expand=group', invalid('expand', 'expand: must be user/{userId}')],
  ])('refuses %s', async (query, error) => {
    const answer = await server.call('GET', `/api/v1/apps?${query.replaceAll(' ', '%20').replaceAll('"', '%22')}`);
    expect([answer.status, answer.json]).toEqual([400, error]);
  });
});

describe('making an identity source', () => {
  test('gives it the defaults, and the catalogue’s label where it has none', async () => {
    const made = await server.call('POST', '/api/v1/apps', { json: { name: 'custom_identity_source' } });
    expect([made.status, made.json]).toEqual([200, sourceObject(idOf(made.json), { label: 'Custom Identity Source' })]);
    expect(await server.events()).toEqual([
      {
        type: 'application.lifecycle.create',
        outcome: 'SUCCESS',
        reason: null,
        actor: expect.objectContaining({ id: server.adminId }),
        targets: [
          {
            id: idOf(made.json),
            type: 'AppInstance',
            alternateId: 'Custom Identity Source',
            displayName: 'Custom Identity Source',
          },
        ],
        debug: {},
      },
    ]);
  });

  test('leaves it inactive when activate is false, and shows it to users when visibility says so', async () => {
    const made = await server.call('POST', '/api/v1/apps?activate=false', {
      json: { name: 'custom_identity_source', label: 'Workday', visibility: { hide: { iOS: false, web: false } } },
    });
    const { status, visibility, _links } = made.json as Json & { _links: Json };
    expect([status, visibility, Object.keys(_links)]).toEqual([
      'INACTIVE',
      { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: false, web: false }, appLinks: {} },
      ['appLinks', 'groups', 'logo', 'users', 'activate'],
    ]);
  });

  test.each<[string, Json, Json]>([
    ['no name', { label: 'Workday' }, invalid('name', 'name: The field cannot be left blank')],
    [
      'an app that there is not',
      { name: 'bookmark', label: 'Workday' },
      invalid('name', 'name: "bookmark" is no app that can be made here; use custom_identity_source or oidc_client'),
    ],
    [
      'a blank label',
      { name: 'custom_identity_source', label: ' ' },
      invalid('label', 'label: Label must be specified'),
    ],
  ])('is refused with %s', async (_name, json, error) => {
    const answer = await server.call('POST', '/api/v1/apps', { json });
    expect([answer.status, answer.json]).toEqual([400, error]);
  });

  test('is refused without a body', async () => {
    const answer = await server.call('POST', '/api/v1/apps');
    expect([answer.status, (answer.json as Json).errorCode]).toEqual([400, 'E0000003']);
  });
});

describe('replacing an identity source', () => {
  test('changes label and visibility, ignores the rest, and is an event', async () => {
    const { id } = await server.createSource();
    const json = {
      ...sourceObject(id),
      label: 'Workday EU',
      visibility: { hide: { iOS: false, web: false } },
      features: [],
      status: 'INACTIVE',
    };
    const answer = await server.call('PUT', `/api/v1/apps/${id}`, { json });
    expect([answer.status, answer.json, (await server.events()).map(({ type }) => type)]).toEqual([
      200,
      sourceObject(id, {
        label: 'Workday EU',
        visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: false, web: false }, appLinks: {} },
      }),
      ['application.lifecycle.create', 'application.lifecycle.update'],
    ]);
  });

  test.each<[string, Json, Json]>([
    ['without a label', {}, invalid('label', 'label: Label must be specified')],
    [
      'to another kind of app',
      { name: 'oidc_client', label: 'Workday' },
      invalid('name', 'name: The name of an app never changes; it is custom_identity_source'),
    ],
  ])('is refused %s', async (_name, json, error) => {
    const { id } = await server.createSource();
    const answer = await server.call('PUT', `/api/v1/apps/${id}`, { json });
    expect([answer.status, answer.json]).toEqual([400, error]);
  });

  test('is 404 for an unknown id', async () => {
    const answer = await server.call('PUT', `/api/v1/apps/${GONE}`, { json: { label: 'Workday' } });
    expect([answer.status, answer.json]).toEqual([404, missing(GONE, 'AppInstance')]);
  });
});

describe('the lifecycle of an identity source', () => {
  test('deactivates and activates with an empty object, each an event; again is nothing', async () => {
    const { id } = await server.createSource();
    const statuses: unknown[] = [];
    for (const verb of ['deactivate', 'deactivate', 'activate'] as const) {
      const answer = await server.call('POST', `/api/v1/apps/${id}/lifecycle/${verb}`);
      const app = await server.call('GET', `/api/v1/apps/${id}`);
      statuses.push([answer.status, answer.json, (app.json as Json).status]);
    }
    expect([statuses, (await server.events()).map(({ type }) => type)]).toEqual([
      [
        [200, {}, 'INACTIVE'],
        [200, {}, 'INACTIVE'],
        [200, {}, 'ACTIVE'],
      ],
      ['application.lifecycle.create', 'application.lifecycle.deactivate', 'application.lifecycle.activate'],
    ]);
  });

  test('is 404 for an unknown id', async () => {
    const answer = await server.call('POST', `/api/v1/apps/${GONE}/lifecycle/activate`);
    expect([answer.status, answer.json]).toEqual([404, missing(GONE, 'AppInstance')]);
  });

  test('an active one is not deleted, an inactive one is', async () => {
    const { id } = await server.createSource();
    const active = await server.call('DELETE', `/api/v1/apps/${id}`);
    await server.call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    const deleted = await server.call('DELETE', `/api/v1/apps/${id}`);
    const again = await server.call('DELETE', `/api/v1/apps/${id}`);
    expect([active.status, active.json, deleted.status, deleted.text, again.status]).toEqual([
      403,
      failure('E0000056', 'Delete application forbidden.', 'The application must be deactivated before deletion.'),
      204,
      '',
      404,
    ]);
    expect((await server.events()).at(-1)?.type).toBe('application.lifecycle.delete');
  });

  test('one that still knows people is not deleted', async () => {
    const { id } = await server.createSource();
    await addPerson(server, id, { externalId: 'e1', status: 'IMPORTED' });
    await server.call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    const answer = await server.call('DELETE', `/api/v1/apps/${id}`);
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid('identitySourceId', 'The identity source still has people; delete them through an import first.'),
    ]);
  });
});

describe('a service app', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'ES256' };

  function service(more: {
    readonly oauthClient?: Json;
    readonly credentials?: Json;
    readonly signOnMode?: string;
  }): Json {
    return {
      name: 'oidc_client',
      label: 'Uploader',
      signOnMode: more.signOnMode ?? 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt', ...more.credentials } },
      settings: {
        oauthClient: {
          application_type: 'service',
          grant_types: ['client_credentials'],
          jwks: { keys: [jwk] },
          ...more.oauthClient,
        },
      },
    };
  }

  test('is made with its keys, and shown as an OpenID Connect client', async () => {
    const made = await server.call('POST', '/api/v1/apps', { json: service({}) });
    const id = idOf(made.json);
    const {
      keys: [key],
    } = (made.json as { settings: { oauthClient: { jwks: { keys: [Json] } } } }).settings.oauthClient.jwks;
    const { _links, ...common } = sourceObject(id);
    expect([made.status, made.json]).toEqual([
      200,
      {
        ...common,
        orn: `orn:okta:idp:00oTESTORG0000000001:apps:oidc_client:${id}`,
        name: 'oidc_client',
        label: 'Uploader',
        features: [],
        signOnMode: 'OPENID_CONNECT',
        credentials: {
          ...(common.credentials as Json),
          oauthClient: { client_id: id, token_endpoint_auth_method: 'private_key_jwt' },
        },
        settings: {
          ...(common.settings as Json),
          oauthClient: {
            response_types: ['token'],
            grant_types: ['client_credentials'],
            jwks: { keys: [{ ...jwk, id: key.id, status: 'ACTIVE', created: NOW, lastUpdated: NOW }] },
            application_type: 'service',
            dpop_bound_access_tokens: true,
          },
          headwater: { identitySourceId: null },
        },
        _links,
      },
    ]);
  });

  test('sent back as it was read stays as it is', async () => {
    const made = await server.call('POST', '/api/v1/apps', { json: service({}) });
    const answer = await server.call('PUT', `/api/v1/apps/${idOf(made.json)}`, { json: made.json });
    expect([answer.status, answer.json]).toEqual([200, made.json]);
  });

  test('takes another label, no keys, and tokens that need no proof; keys that are not sent stay', async () => {
    const made = await server.call('POST', '/api/v1/apps', { json: service({}) });
    const path = `/api/v1/apps/${idOf(made.json)}`;
    const settings = { oauthClient: { dpop_bound_access_tokens: false } };
    const kept = await server.call('PUT', path, { json: { label: 'Sync', settings } });
    const bare = await server.call('PUT', path, {
      json: { label: 'Sync', settings: { oauthClient: { jwks: { keys: [] } } } },
    });
    const seen = [kept, bare].map(({ json }) => {
      const {
        label,
        settings: { oauthClient },
      } = json as {
        label: string;
        settings: { oauthClient: { jwks: { keys: unknown[] }; dpop_bound_access_tokens: boolean } };
      };
      return [label, oauthClient.jwks.keys.length, oauthClient.dpop_bound_access_tokens];
    });
    expect(seen).toEqual([
      ['Sync', 1, false],
      ['Sync', 0, false],
    ]);
  });

  test('is bound to one identity source on creation, and never after', async () => {
    const { id: sourceId } = await server.createSource();
    const settings = { headwater: { identitySourceId: sourceId } };
    const bound = await server.call('POST', '/api/v1/apps', { json: { name: 'oidc_client', label: 'A', settings } });
    const free = await server.call('POST', '/api/v1/apps', { json: { name: 'oidc_client', label: 'B' } });
    const late = await server.call('PUT', `/api/v1/apps/${idOf(free.json)}`, { json: { label: 'B', settings } });
    expect([(bound.json as { settings: Json }).settings.headwater, late.status, late.json]).toEqual([
      { identitySourceId: sourceId },
      400,
      invalid('settings', 'settings.headwater.identitySourceId: is chosen on creation, and never changes'),
    ]);
  });

  test('is deactivated and deleted like other apps, and has no users, groups or provisioning', async () => {
    const made = await server.call('POST', '/api/v1/apps', { json: service({}) });
    const path = `/api/v1/apps/${idOf(made.json)}`;
    const users = await server.call('GET', `${path}/users`);
    const assigned = await server.call('POST', `${path}/users`, { json: { id: server.adminId } });
    const groups = await server.call('GET', `${path}/groups`);
    const features = await server.call('GET', `${path}/features`);
    const active = await server.call('DELETE', path);
    const stopped = await server.call('POST', `${path}/lifecycle/deactivate`);
    const deleted = await server.call('DELETE', path);
    expect([
      users.json,
      assigned.status,
      groups.json,
      features.json,
      active.status,
      stopped.json,
      deleted.status,
    ]).toEqual([[], 400, [], invalid('feature', 'Provisioning is not supported.'), 403, {}, 204]);
  });

  test.each<[string, Json, readonly string[]]>([
    [
      'another way to sign on',
      service({ signOnMode: 'SAML_2_0' }),
      ['signOnMode: "SAML_2_0" is not possible here; it is "OPENID_CONNECT"'],
    ],
    [
      'what only apps with people have',
      service({
        oauthClient: { application_type: 'web', grant_types: ['authorization_code'], response_types: ['code'] },
      }),
      [
        'settings.oauthClient.application_type: "web" is not possible here; it is "service"',
        'settings.oauthClient.grant_types: ["authorization_code"] is not possible here; it is ["client_credentials"]',
        'settings.oauthClient.response_types: ["code"] is not possible here; it is ["token"]',
      ],
    ],
    [
      'a secret, and a chosen client id',
      service({ credentials: { token_endpoint_auth_method: 'client_secret_basic', client_id: 'mine' } }),
      [
        'credentials.oauthClient.token_endpoint_auth_method: "client_secret_basic" is not possible here; it is "private_key_jwt"',
        'credentials.oauthClient.client_id: The client id is the id of the app; it cannot be chosen',
      ],
    ],
  ])('is refused with %s', async (_name, json, causes) => {
    const answer = await server.call('POST', '/api/v1/apps', { json });
    expect([answer.status, answer.json]).toEqual([400, invalid('oauthClient', ...causes)]);
  });
});

test('apps are not for a token that is bound to a source', async () => {
  const { id: sourceId } = await server.createSource();
  const { value: token } = await server.createToken({ sourceId });
  const answers = await Promise.all(
    ['', `/${sourceId}`, `/${sourceId}/users`, `/${sourceId}/features`].map((end) =>
      server.call('GET', `/api/v1/apps${end}`, { token }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});
