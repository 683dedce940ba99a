import { describe, expect, test } from 'vitest';
import { manyUsers, runOkta } from './run-okta.ts';

const APP = '0oa79imiscH6tGg7I1d7';
const S = `/api/v1/identity-sources/${APP}/sessions`;
const session = { id: 'aps1', identitySourceId: APP, status: 'CREATED', importType: 'INCREMENTAL' };

describe('import sessions', () => {
  test('are listed as the org gives them', async () => {
    const { outputs, calls } = await runOkta(
      'listImportSessions',
      { options: { application: APP } },
      { body: [session] },
    );
    expect(calls).toEqual([{ method: 'GET', url: S }]);
    expect(outputs).toEqual({ Result: { Sessions: [session] } });
  });

  test('are created without a body', async () => {
    const response = { status: 201, body: session };
    const { outputs, calls } = await runOkta('createAnImportSession', { options: { application: APP } }, response);
    expect(calls).toEqual([{ method: 'POST', url: S }]);
    expect(outputs).toEqual({ Session: session });
  });

  test('are triggered', async () => {
    const { outputs, calls } = await runOkta(
      'triggerImportSession',
      { options: { application: APP }, inputs: { Application: { sessionId: 'aps1' } } },
      { body: { ...session, status: 'TRIGGERED' } },
    );
    expect(calls).toEqual([{ method: 'POST', url: `${S}/aps1/start-import` }]);
    expect(outputs).toEqual({ Session: { ...session, status: 'TRIGGERED' } });
  });

  test('are deleted', async () => {
    const { outputs, calls } = await runOkta(
      'deleteImportSession',
      { options: { application: APP }, inputs: { Application: { sessionId: 'aps/1' } } },
      { status: 204 },
    );
    expect(calls).toEqual([{ method: 'DELETE', url: `${S}/aps%2F1` }]);
    expect(outputs).toEqual({ Response: { statusCode: 204 } });
  });

  test('take the app at run time when the option says so', async () => {
    const { calls } = await runOkta(
      'listImportSessions',
      {
        options: { application: '-- Enter Application ID --' },
        inputs: { Application: { applicationID: '0oaOther' } },
      },
      { body: [] },
    );
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/identity-sources/0oaOther/sessions' }]);
  });

  test('fail before any call without a session id, or send it when told so', async () => {
    const call = { options: { application: APP }, inputs: { Application: { sessionId: '' } } };
    await expect(runOkta('deleteImportSession', call)).rejects.toMatchObject({
      facts: { kind: 'required_input_empty' },
    });
    const { calls } = await runOkta('deleteImportSession', { ...call, choices: { requiredInputEmpty: 'sends' } });
    expect(calls).toEqual([{ method: 'DELETE', url: `${S}/` }]);
  });
});

describe('Bulk User Import', () => {
  const call = (importOperation: string, Users: ReturnType<typeof manyUsers>, Data = {}) => ({
    options: { application: APP, importOperation },
    inputs: { Application: { sessionId: 'aps1' }, Data: { Users, ...Data } },
  });
  const accepted = { status: 202 };

  test('uploads users as they are, nulls included', async () => {
    const users = [{ externalId: 'a', profile: { userName: 'a', email: null } }];
    const { outputs, calls } = await runOkta('bulkUserImport', call('upsert', users), accepted);
    expect(calls).toEqual([
      { method: 'POST', url: `${S}/aps1/bulk-upsert`, body: { entityType: 'USERS', profiles: users } },
    ]);
    expect(outputs).toEqual({ Response: { recordsImported: 1 } });
  });

  test('deletes by external id alone', async () => {
    const { calls } = await runOkta('bulkUserImport', call('delete', manyUsers(2)), accepted);
    expect(calls).toEqual([
      {
        method: 'POST',
        url: `${S}/aps1/bulk-delete`,
        body: { entityType: 'USERS', profiles: [{ externalId: 'u0' }, { externalId: 'u1' }] },
      },
    ]);
  });

  test('sends 200 at a time, each request with an id of its own', async () => {
    const { outputs, calls, requests } = await runOkta('bulkUserImport', call('upsert', manyUsers(401)), accepted);
    expect(calls.map(({ body }) => (body as { profiles: unknown[] }).profiles.length)).toEqual([200, 200, 1]);
    expect(requests.map(({ callId }) => callId)).toEqual(['call', 'call/1', 'call/2']);
    expect(outputs).toEqual({ Response: { recordsImported: 401 } });
  });

  test('sends one request for nobody', async () => {
    const { outputs, calls } = await runOkta('bulkUserImport', call('upsert', []), accepted);
    expect(calls).toEqual([
      { method: 'POST', url: `${S}/aps1/bulk-upsert`, body: { entityType: 'USERS', profiles: [] } },
    ]);
    expect(outputs).toEqual({ Response: { recordsImported: 0 } });
  });

  test('regards Users Per Page, and refuses more than 50 pages before it sends any', async () => {
    const { calls } = await runOkta('bulkUserImport', call('upsert', manyUsers(5), { 'Users Per Page': 2 }), accepted);
    expect(calls).toHaveLength(3);
    await expect(runOkta('bulkUserImport', call('upsert', manyUsers(51), { 'Users Per Page': '1' }))).rejects.toThrow(
      '51 users are more than 50 pages of 1.',
    );
    await expect(runOkta('bulkUserImport', call('upsert', [], { 'Users Per Page': 201 }))).rejects.toThrow(
      'Users Per Page is 201; use a whole number from 1 to 200.',
    );
  });
});

describe('Map Profile Source Attributes', () => {
  const map = (importOperation: string) =>
    runOkta('mapProfileSourceAttributes', {
      options: { importOperation },
      inputs: { 'Import Data': { externalIdKey: 'id', users: [{ id: 7, userName: 'a', email: null }] } },
    });

  test('makes external id and profile of flat objects', async () => {
    const { outputs, calls } = await map('UPSERT');
    expect(outputs).toEqual({ Result: { Users: [{ externalId: '7', profile: { userName: 'a', email: null } }] } });
    expect(calls).toEqual([]);
  });

  test('keeps the external id alone for deletes', async () => {
    expect((await map('DELETE')).outputs).toEqual({ Result: { Users: [{ externalId: '7' }] } });
  });
});
