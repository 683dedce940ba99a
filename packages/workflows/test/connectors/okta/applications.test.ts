import { describe, expect, test } from 'vitest';
import { applicationRecord, applicationUserRecord } from '../../../src/connectors/okta/names.ts';
import { runOkta } from './run-okta.ts';

const APP = { id: '0oa1', name: 'hr', label: 'HR', status: 'ACTIVE', features: [], signOnMode: 'SAML_2_0' };
const APP_USER = {
  id: '00u1',
  externalId: 'e1',
  credentials: { userName: 'a@b' },
  scope: 'USER',
  profile: { city: 'Bern' },
};
const RECORD = applicationRecord(APP);

test('a person of an app is shown by system and profile properties', () => {
  expect(applicationUserRecord(APP_USER)).toMatchObject({
    'System Properties': { 'User ID': '00u1', 'External ID': 'e1', Credentials: { Username: 'a@b' } },
    'Profile Properties': { City: 'Bern', city: 'Bern' },
    'Raw Output': APP_USER,
  });
});

describe('cards of apps', () => {
  test('Read Application takes the app as option or input', async () => {
    const byOption = await runOkta('readApplication', { options: { application: '0oa1' } }, { body: APP });
    const byInput = await runOkta('readApplication', { inputs: { Application: { ID: '0oa1' } } }, { body: APP });
    expect([byOption.calls, byInput.calls]).toEqual([
      [{ method: 'GET', url: '/api/v1/apps/0oa1' }],
      [{ method: 'GET', url: '/api/v1/apps/0oa1' }],
    ]);
    expect(byOption.outputs).toEqual({ Result: RECORD });
  });

  test('Search Applications asks by name', async () => {
    const call = { options: { resultSet: 'First 200 Matching Records' }, inputs: { Inputs: { Query: 'HR' } } };
    const { calls, outputs } = await runOkta('searchApplications', call, { body: [APP] });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/apps?q=HR&limit=200' }]);
    expect(outputs).toEqual({ Result: { Applications: [RECORD] } });
  });

  test('lists say who has an app and what a user has', async () => {
    const options = { application: '0oa1' };
    const users = await runOkta('listUsersAssignedToApplication', { options }, { body: [APP_USER] });
    expect(users.calls).toEqual([{ method: 'GET', url: '/api/v1/apps/0oa1/users?limit=200' }]);
    expect(users.outputs).toEqual({ Result: { Users: [applicationUserRecord(APP_USER)] } });
    const groups = await runOkta(
      'listGroupsAssignedToApplication',
      { options },
      { body: [{ id: '00g1', priority: 0 }] },
    );
    expect(groups.calls).toEqual([{ method: 'GET', url: '/api/v1/apps/0oa1/groups?limit=200' }]);
    expect(groups.outputs.Result).toMatchObject({ Groups: [{ ID: '00g1', Priority: 0 }] });
    const apps = await runOkta('listApplicationsAssignedToUser', { inputs: { User: { ID: '00u1' } } }, { body: [APP] });
    expect(apps.calls).toEqual([{ method: 'GET', url: '/api/v1/apps?filter=user.id%20eq%20%2200u1%22&limit=200' }]);
    expect(apps.outputs).toEqual({ Result: { Applications: [RECORD] } });
  });

  test('people and groups are assigned, read and removed', async () => {
    const options = { application: '0oa1' };
    const inputs = { User: { ID: '00u1', Username: 'a@b' }, Group: { ID: '00g1' } };
    const run = async (name: string) => (await runOkta(name, { options, inputs }, { body: APP_USER })).calls;
    expect(await run('assignUserToApplicationForSSO')).toEqual([
      {
        method: 'POST',
        url: '/api/v1/apps/0oa1/users',
        body: { id: '00u1', scope: 'USER', credentials: { userName: 'a@b' } },
      },
    ]);
    expect(await run('getAssignedUserForApplication')).toEqual([
      { method: 'GET', url: '/api/v1/apps/0oa1/users/00u1' },
    ]);
    expect(await run('removeUserFromApplication')).toEqual([{ method: 'DELETE', url: '/api/v1/apps/0oa1/users/00u1' }]);
    expect(await run('assignGroupToApplication')).toEqual([
      { method: 'PUT', url: '/api/v1/apps/0oa1/groups/00g1', body: {} },
    ]);
  });
});
