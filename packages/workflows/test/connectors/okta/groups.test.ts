import { describe, expect, test } from 'vitest';
import { groupRecord, userRecord } from '../../../src/connectors/okta/names.ts';
import { runOkta, streamOkta } from './run-okta.ts';

const GROUP = {
  id: '00g1',
  type: 'OKTA_GROUP',
  created: '2024-01-01T00:00:00.000Z',
  lastUpdated: '2024-01-02T00:00:00.000Z',
  lastMembershipUpdated: null,
  objectClass: ['okta:user_group'],
  profile: { name: 'Sales', description: 'Sells', costCenter: 'C1' },
};
const RECORD = {
  ID: '00g1',
  Name: 'Sales',
  Description: 'Sells',
  Profile: { Name: 'Sales', Description: 'Sells', costCenter: 'C1' },
  Type: 'OKTA_GROUP',
  Created: GROUP.created,
  'Last Updated': GROUP.lastUpdated,
  'Last Membership Updated': null,
  'Object Class': ['okta:user_group'],
  costCenter: 'C1',
  'Raw Output': GROUP,
};
const user = { id: '00u1', status: 'ACTIVE', profile: { login: 'a@b' } };

test('a group is shown by display names, with its own attributes', () => {
  expect(groupRecord(GROUP)).toEqual(RECORD);
});

describe('Search Groups', () => {
  test('joins equal fields and the author’s own criteria', async () => {
    const inputs = { Inputs: { Name: 'Sales', Type: 'OKTA_GROUP', 'Custom Search Criteria': 'a pr' } };
    const { calls, outputs } = await runOkta('searchGroups', { inputs }, { body: [GROUP] });
    const search = 'profile.name eq "Sales" and type eq "OKTA_GROUP" and (a pr)';
    expect(calls).toEqual([{ method: 'GET', url: `/api/v1/groups?search=${encodeURIComponent(search)}&limit=1` }]);
    expect(outputs).toEqual({ Result: RECORD });
  });

  test('compares attributes of the org’s own', async () => {
    const inputs = { Inputs: { 'profile.name': 'Everyone', 'profile.costCenter': 'C1', 'Last Updated': '' } };
    const { calls } = await runOkta('searchGroups', { inputs }, { body: [] });
    const search = 'profile.name eq "Everyone" and profile.costCenter eq "C1"';
    expect(calls).toEqual([{ method: 'GET', url: `/api/v1/groups?search=${encodeURIComponent(search)}&limit=1` }]);
  });

  test('asks older cards’ way by the beginning of the name, and lists', async () => {
    const call = { options: { resultSet: 'All Matching Records' }, inputs: { Inputs: { Query: 'Sal' } } };
    const { calls, outputs } = await runOkta('searchGroups', call, { body: [GROUP] });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/groups?q=Sal&limit=200' }]);
    expect(outputs).toEqual({ Result: { Groups: [RECORD] } });
  });

  test('finds everything without criteria', async () => {
    const { calls } = await runOkta(
      'searchGroups',
      { options: { resultSet: 'First 200 Matching Records' } },
      { body: [] },
    );
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/groups?limit=200' }]);
  });
});

describe('cards of one group', () => {
  test('Read Group', async () => {
    const { calls, outputs } = await runOkta('readGroup', { inputs: { Group: { ID: '00g1' } } }, { body: GROUP });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/groups/00g1' }]);
    expect(outputs).toEqual({ Result: RECORD });
  });

  test('Create Group and Update Group', async () => {
    const profile = { name: 'Sales', description: '' };
    const inputs = { Group: { ID: '00g1', Name: 'Sales' } };
    expect((await runOkta('createGroup', { inputs }, { body: GROUP })).calls).toEqual([
      { method: 'POST', url: '/api/v1/groups', body: { profile } },
    ]);
    expect((await runOkta('updateGroup', { inputs }, { body: GROUP })).calls).toEqual([
      { method: 'PUT', url: '/api/v1/groups/00g1', body: { profile } },
    ]);
  });

  test('Delete Group', async () => {
    const { calls, outputs } = await runOkta('deleteGroup', { inputs: { Group: { ID: '00g1' } } }, { status: 204 });
    expect(calls).toEqual([{ method: 'DELETE', url: '/api/v1/groups/00g1' }]);
    expect(outputs).toEqual({ Response: { statusCode: 204 }, Output: { 'Status Code': 204 } });
  });

  test.each([
    ['addNewUserToGroup', 'PUT'],
    ['removeUserFromGroup', 'DELETE'],
  ])('%s', async (name, method) => {
    const outputs = [{ group: 'Result', key: 'status', type: 'number', isList: false }];
    for (const inputs of [
      { Group: { id: '00g1' }, User: { id: 'a@b' } },
      { Group: { 'Group ID': '00g1' }, User: { 'User ID': 'a@b' } },
    ]) {
      const run = await runOkta(name, { inputs, outputs }, { status: 204 });
      expect(run.calls).toEqual([{ method, url: '/api/v1/groups/00g1/users/a%40b' }]);
      expect(run.outputs.Result).toEqual({ status: 204 });
    }
  });

  test.each([{ Group: { ID: '00g1' } }, { User: { ID: '00u1' } }])('of %j, both ids are needed', async (inputs) => {
    await expect(runOkta('addNewUserToGroup', { inputs })).rejects.toMatchObject({
      facts: { kind: 'required_input_empty' },
    });
  });
});

describe('memberships', () => {
  test("Get User's Groups lists all", async () => {
    const { calls, outputs } = await runOkta('getUsersGroups', { inputs: { User: { ID: '00u1' } } }, { body: [GROUP] });
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/users/00u1/groups?limit=200' }]);
    expect(outputs).toEqual({ Result: { Groups: [RECORD] } });
  });

  test('List Group Members lists users', async () => {
    const { calls, outputs } = await runOkta(
      'listGroupMembers',
      { inputs: { Group: { ID: '00g1' } } },
      { body: [user] },
    );
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/groups/00g1/users?limit=200' }]);
    expect(outputs).toEqual({ Result: { Users: [userRecord(user)] } });
  });

  test('members are streamed up to the limit of the list', async () => {
    const call = {
      options: { resultSet: 'Stream Records' },
      inputs: { Group: { groupId: '00g1' }, Streaming: { Flow: 'f1' }, 'List Criteria': { Limit: 1 } },
    };
    const { pages, calls, streams } = await streamOkta('listGroupMembers', call, { body: [user] });
    expect([streams, pages]).toEqual([true, [[userRecord(user)]]]);
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/groups/00g1/users?limit=1' }]);
  });

  test('a list is found under whatever name the card shows it', async () => {
    const outputs = [{ group: 'Output', key: 'Groups', type: 'object', isList: true }];
    const run = await runOkta('getUsersGroups', { inputs: { User: { ID: '00u1' } }, outputs }, { body: [GROUP] });
    expect(run.outputs.Output).toEqual({ Groups: [RECORD] });
  });
});
