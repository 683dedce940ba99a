import { describe, expect, it } from 'vitest';
import { readPack } from '../../src/pack/read-pack.ts';
import { readTestFile } from '../../src/test-file/document/read-test-file.ts';
import { runTests } from '../../src/test-file/run-tests.ts';
import { SHARED_PACKS } from '../support/shared-packs.ts';

async function failuresOf(file: string, text: string): Promise<readonly unknown[]> {
  const pack = readPack(SHARED_PACKS?.(file) ?? '');
  const { cases } = await runTests(pack, readTestFile(text, 'published.yaml'));
  return cases.map(({ name, problems }) => ({ name, problems }));
}

describe.skipIf(SHARED_PACKS === null)('published packs are tested with few words', () => {
  it('that import an API through sessions', async () => {
    const text = `
bindings: { applications: { 0oa79imiscH6tGg7I1d7: 0oatest }, hosts: { https://xxx.execute-api.us-west-2.amazonaws.com: https://people.example } }
orgs: { okta: { sources: [0oatest], sessions: [{ id: old1 }] } }
http:
  - method: GET
    url: https://people.example/items
    response:
      body:
        - { id: a, active: true, email: a@x.example, first_name: Ada, last_name: Byron, street_number: 1, street_name: Main St }
        - { id: b, active: false, email: b@x.example }
cases:
  - name: active people arrive, an old session goes
    flow: "[main] Scheduled Import Active Users"
    expect:
      orgs:
        okta:
          people: [{ externalId: a, profile: { userName: a@x.example, displayName: Ada Byron, streetAddress: 1 Main St } }]
          sessions: [{ id: old1, status: CLOSED }, { status: COMPLETED }]`;
    expect(await failuresOf('anything-as-a-source/anythingAsASource.folder', text)).toEqual([
      { name: 'active people arrive, an old session goes', problems: [] },
    ]);
  });

  it('that page, and wait for five minutes after fifty loads', async () => {
    const text = `
bindings: { applications: { 0oa79imiscH6tGg7I1d7: 0oatest, 0oa85chnknbjAJe3M1d7: 0oatest } }
orgs: { okta: { sources: [0oatest] } }
tables:
  Configuration:
    - { name: page_size, value: "1" }
    - { name: tenant_id, value: t }
    - { name: client_id, value: c }
    - { name: client_secret, value: s }
    - { name: domain, value: x.example }
http:
  - { method: POST, url: https://login.microsoftonline.com/t/oauth2/v2.0/token, body: { client_id: c }, response: { body: { access_token: tok } } }
  - method: GET
    pattern: https://graph.microsoft.com/*
    headers: { authorization: Bearer tok }
    times: 51
    response:
      body:
        value: [{ userPrincipalName: a@x.example, department: Okta Workflows }]
        "@odata.nextLink": https://graph.microsoft.com/beta/users?$skiptoken=next
  - method: GET
    pattern: https://graph.microsoft.com/*
    times: 1
    response: { body: { value: [{ userPrincipalName: b@x.example, department: Okta Workflows }] } }
cases:
  - name: 52 pages come in two sessions
    flow: "[main 1.0] Scheduled Import Active Users"
    expect:
      waits: [PT5M]
      orgs: { okta: { sessions: [{ status: COMPLETED }, { status: COMPLETED }], people: { $length: 2 } } }`;
    expect(await failuresOf('anything-as-a-source-pagination/anythingAsASourcePagination.folder', text)).toEqual([
      { name: '52 pages come in two sessions', problems: [] },
    ]);
  });
});
