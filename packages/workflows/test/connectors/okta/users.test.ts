import { describe, expect, test } from 'vitest';
import { userRecord } from '../../../src/connectors/okta/names.ts';
import { next, runOkta, streamOkta } from './run-okta.ts';

const USER = {
  id: '00u1',
  status: 'ACTIVE',
  created: '2024-01-01T00:00:00.000Z',
  activated: '2024-01-02T00:00:00.000Z',
  statusChanged: null,
  lastLogin: null,
  lastUpdated: '2024-01-03T00:00:00.000Z',
  passwordChanged: null,
  profile: { login: 'ann@example.com', email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', badge: 7 },
  credentials: { password: {}, recovery_question: { question: 'Pet?' }, provider: { type: 'OKTA', name: 'OKTA' } },
};
const SYSTEM = {
  ID: '00u1',
  Status: 'ACTIVE',
  Created: USER.created,
  Activated: USER.activated,
  'Status Changed': null,
  'Last Login': null,
  'Last Updated': USER.lastUpdated,
  'Password Changed': null,
  Credentials: { Password: true, 'Recovery Question': 'Pet?', Provider: { Name: 'OKTA', Type: 'OKTA' } },
};
const out = (group: string, key: string) => ({ group, key, type: 'string', isList: false });

describe('cards of one user', () => {
  test('Read User gives system and profile properties', async () => {
    const inputs = { User: { 'ID or Login': 'ann@example.com' } };
    const { outputs, calls } = await runOkta('readUser', { inputs }, { body: USER });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/users/ann%40example.com' }]);
    expect(outputs).toEqual({ 'System Properties': SYSTEM, 'Profile Properties': USER.profile });
  });

  test('Read User gives what a card shows under another name', async () => {
    const wanted = [out('Results', 'Status Changed'), out('Results', 'First Name'), out('Results', 'Raw Body')];
    const inputs = { User: { ID: '00u1' } };
    const { outputs } = await runOkta(
      'readUser',
      { inputs, outputs: [...wanted, out('User', 'badge')] },
      { body: USER },
    );
    expect([outputs.Results, outputs.User]).toEqual([
      { 'Status Changed': null, 'First Name': 'Ann', 'Raw Body': USER },
      { badge: 7 },
    ]);
  });

  test('Create User sends profile, credentials, groups and activation', async () => {
    const { calls, outputs } = await runOkta(
      'createUser',
      {
        inputs: {
          Profile: { 'First Name': 'Ann', lastName: 'Lee', Email: 'a@b', Login: 'a@b', 'Mobile Phone': '', badge: 7 },
          Credentials: { Password: 's3cret', Question: 'Pet?', Answer: 'Rex' },
          Activate: { Activate: false },
          Groups: { 'Group IDs': ['00g1'] },
        },
      },
      { body: USER },
    );
    expect(calls).toEqual([
      {
        method: 'POST',
        url: '/api/v1/users?activate=false',
        body: {
          profile: { firstName: 'Ann', lastName: 'Lee', email: 'a@b', login: 'a@b', badge: 7 },
          credentials: { password: { value: 's3cret' }, recovery_question: { question: 'Pet?', answer: 'Rex' } },
          groupIds: ['00g1'],
        },
      },
    ]);
    expect(outputs['System Properties']).toEqual(SYSTEM);
  });

  test('Create User leaves out what the card does not have', async () => {
    const inputs = { 'Profile Properties': { login: 'a@b' } };
    const { calls } = await runOkta('createUser', { inputs }, { body: USER });
    expect(calls).toEqual([{ method: 'POST', url: '/api/v1/users', body: { profile: { login: 'a@b' } } }]);
  });

  test('Update User changes attributes that have a value', async () => {
    const inputs = { User: { 'ID or Login': '00u1' }, Profile: { Title: 'CEO', City: '', 'Employee Number': null } };
    const { calls } = await runOkta('updateUser', { inputs }, { body: USER });
    expect(calls).toEqual([{ method: 'POST', url: '/api/v1/users/00u1', body: { profile: { title: 'CEO' } } }]);
  });

  test('Update User replaces the profile and passes empty values when told so', async () => {
    const inputs = {
      User: { ID: '00u1' },
      Option: { 'Pass Empty Values?': 'Yes' },
      Profile: { title: 'CEO', city: '' },
      Credentials: { Password: 's3cret' },
    };
    const { calls } = await runOkta('updateUser', { options: { updateSemantics: 'PUT' }, inputs }, { body: USER });
    const body = { profile: { title: 'CEO', city: '' }, credentials: { password: { value: 's3cret' } } };
    expect(calls).toEqual([{ method: 'PUT', url: '/api/v1/users/00u1', body }]);
  });

  test('fail before any call without a user', async () => {
    await expect(runOkta('readUser', { inputs: { User: { 'ID or Login': ' ' } } })).rejects.toMatchObject({
      facts: { kind: 'required_input_empty' },
    });
  });
});

describe('cards of the life of a user', () => {
  test.each([
    ['deactivateUser', { sendEmail: 'No' }, 'POST', '/lifecycle/deactivate?sendEmail=false'],
    ['deactivateUser', { sendEmail: 'Yes' }, 'POST', '/lifecycle/deactivate?sendEmail=true'],
    ['deactivateUser', {}, 'POST', '/lifecycle/deactivate'],
    ['activateUser', { sendEmail: 'No' }, 'POST', '/lifecycle/activate?sendEmail=false'],
    ['suspendUser', {}, 'POST', '/lifecycle/suspend'],
    ['unsuspendUser', {}, 'POST', '/lifecycle/unsuspend'],
    ['unsuspend', {}, 'POST', '/lifecycle/unsuspend'],
    ['unlockUser', {}, 'POST', '/lifecycle/unlock'],
    ['expirePassword', {}, 'POST', '/lifecycle/expire_password'],
    ['clearUserSessions', {}, 'DELETE', '/sessions'],
    ['deleteUser', {}, 'DELETE', ''],
  ])('%s with %j calls %s …%s', async (name, options, method, rest) => {
    const inputs = { User: { id: 'neil.gilbert@contoso.test' } };
    const { calls, outputs } = await runOkta(name, { options, inputs }, { status: 204 });
    expect(calls).toEqual([{ method, url: `/api/v1/users/neil.gilbert%40contoso.test${rest}` }]);
    expect(outputs).toEqual({ Response: { statusCode: 204 }, Output: { 'Status Code': 204 } });
  });

  test('Delete User takes its mail switch as an input', async () => {
    const inputs = { User: { ID: '00u1', 'Send Email?': false } };
    expect((await runOkta('deleteUser', { inputs }, { status: 204 })).calls).toEqual([
      { method: 'DELETE', url: '/api/v1/users/00u1?sendEmail=false' },
    ]);
  });

  test('Clear User Sessions revokes tokens when asked', async () => {
    const inputs = { User: { ID: '00u1', 'OAuth Tokens': true } };
    expect((await runOkta('clearUserSessions', { inputs }, { status: 204 })).calls).toEqual([
      { method: 'DELETE', url: '/api/v1/users/00u1/sessions?oauthTokens=true' },
    ]);
  });

  test('Reset Password gives the link', async () => {
    const url = 'https://example.okta.test/reset';
    const call = { options: { convert: 'No', email: false }, inputs: { User: { userID: '00u1' } } };
    const { calls, outputs } = await runOkta('resetPassword', call, { body: { resetPasswordUrl: url } });
    expect(calls).toEqual([{ method: 'POST', url: '/api/v1/users/00u1/lifecycle/reset_password?sendEmail=false' }]);
    expect(outputs).toEqual({ 'Reset Password': { URL: url } });
  });

  test('Reset Password converts to a federated user when asked', async () => {
    const call = { options: { convert: 'Yes' }, inputs: { User: { userID: '00u1' } } };
    expect((await runOkta('resetPassword', call)).calls).toEqual([
      { method: 'POST', url: '/api/v1/users/00u1/lifecycle/reset_password?provider=FEDERATION' },
    ]);
  });
});

describe('lists of users', () => {
  const record = userRecord(USER);

  test('a record has display names, own attributes and the raw user', () => {
    expect(record).toMatchObject({
      ...SYSTEM,
      Login: 'ann@example.com',
      Username: 'ann@example.com',
      Email: 'ann@example.com',
      'First Name': 'Ann',
      'Middle Name': null,
      badge: 7,
      'Raw Output': USER,
    });
  });

  test('Find Users gives the first match as fields', async () => {
    const call = { options: { resultSet: 'First Matching Record' }, inputs: { Inputs: { Query: 'Ann' } } };
    const { calls, outputs } = await runOkta('searchUsers', call, { body: [USER] });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/users?q=Ann&limit=1' }]);
    expect(outputs).toEqual({ Result: record });
  });

  test('nothing found is null in every field', async () => {
    const { outputs } = await runOkta('searchUsers', { inputs: { Inputs: { Query: 'x' } } }, { body: [] });
    const { Profile, ...fields } = outputs.Result ?? {};
    expect([fields.ID, fields.Email, fields['Raw Output']]).toEqual([null, null, null]);
    expect(Object.values({ ...fields, ...(Profile as object) }).every((value) => value === null)).toBe(true);
  });

  test('List Users With Search joins its criteria', async () => {
    const call = {
      options: { resultSet: 'First 200 Matching Records' },
      inputs: {
        Inputs: {
          status: 'ACTIVE',
          'profile.department': 'R "&" D',
          'First Name': 'Ann',
          lastName: '',
          'Custom Search Criteria': 'created gt "2024" or id eq "x"',
        },
        Sort: { sortBy: 'profile.lastName', sortOrder: 'asc' },
      },
    };
    const { calls, outputs } = await runOkta('listUsersWithSearch', call, { headers: next('/x'), body: [USER] });
    const search =
      'status eq "ACTIVE" and profile.department eq "R \\"&\\" D" and profile.firstName eq "Ann" and (created gt "2024" or id eq "x")';
    expect(calls).toEqual([
      {
        method: 'GET',
        url: `/api/v1/users?search=${encodeURIComponent(search)}&sortBy=profile.lastName&sortOrder=asc&limit=200`,
      },
    ]);
    expect(outputs).toEqual({ Result: { Users: [record] } });
  });

  test('List Users With Filter filters', async () => {
    const call = { inputs: { Inputs: { 'Custom Filter': 'status eq "STAGED"' } } };
    const { calls } = await runOkta('listUsersWithFilter', call, { body: [] });
    expect(calls.map(({ url }) => url)).toEqual(['/api/v1/users?filter=status%20eq%20%22STAGED%22&limit=1']);
  });

  test('All Matching Records follows the pages on the own host', async () => {
    const call = { options: { resultSet: 'All Matching Records' }, inputs: { Inputs: { status: 'ACTIVE' } } };
    const { calls, requests, outputs } = await runOkta('listUsersWithSearch', call, [
      { headers: { link: '<https://evil.example/api/v1/users?after=1>; rel="next"' }, body: [USER] },
      { body: [USER] },
    ]);
    expect(calls.map(({ url }) => url)).toEqual([
      '/api/v1/users?search=status%20eq%20%22ACTIVE%22&limit=200',
      '/api/v1/users?after=1',
    ]);
    expect(requests.map(({ callId }) => callId)).toEqual(['call', 'call/1']);
    expect(outputs).toEqual({ Result: { Users: [record, record] } });
  });

  test('Stream Matching Records hands on records, up to the limit', async () => {
    const call = {
      options: { resultSet: 'Stream Matching Records' },
      inputs: { Inputs: {}, 'Search Criteria': { Limit: 2 }, Streaming: { Flow: 'f1' } },
    };
    const { pages, calls, streams } = await streamOkta('listUsersWithSearch', call, [
      { headers: next('/api/v1/users?after=1&limit=2'), body: [USER] },
      { headers: next('/api/v1/users?after=2&limit=2'), body: [USER] },
    ]);
    expect(streams).toBe(true);
    expect(calls.map(({ url }) => url)).toEqual(['/api/v1/users?limit=2', '/api/v1/users?after=1&limit=2']);
    expect(pages).toEqual([[record], [record]]);
  });

  test('a limit that is no whole number fails', async () => {
    const call = { inputs: { 'Search Criteria': { Limit: -1 } } };
    await expect(streamOkta('listUsersWithSearch', call, {})).rejects.toThrow('The limit of records is -1');
  });
});
