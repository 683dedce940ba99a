import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectOrg } from '../../src/http/connect-org.ts';
import { OrgError, OrgUnreachableError } from '../../src/http/org-error.ts';
import { requestPath } from '../../src/http/request-path.ts';
import { orgUnderTest } from '../support/org-under-test.ts';
import { virtualTime } from '../support/virtual-time.ts';

const SESSIONS = '/api/v1/identity-sources/0oasource00000000001/sessions';

describe('a request', () => {
  it('without a body says Content-Length 0 and has no Content-Type', async () => {
    const { fake, org } = await orgUnderTest();
    await org.request({ method: 'POST', path: SESSIONS });
    const { headers } = fake.requests[0] ?? expect.fail('no request');
    expect({ length: headers['content-length'], type: headers['content-type'], accept: headers.accept }).toEqual({
      length: '0',
      type: undefined,
      accept: 'application/json',
    });
    expect(headers['user-agent']).toMatch(/^headwater-client\/\d+\.\d+\.\d+ node\//);
  });

  it('with a body says application/json', async () => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /./, act: { kind: 'answer', status: 202 } });
    const answer = await org.request({ method: 'POST', path: '/x', body: '{"a":"é"}' });
    const { headers, body } = fake.requests[0] ?? expect.fail('no request');
    expect([headers['content-type'], headers['content-length'], body]).toEqual(['application/json', '10', '{"a":"é"}']);
    expect([answer.status, answer.body]).toEqual([202, null]);
  });

  it('reuses its connection', async () => {
    const { fake, org } = await orgUnderTest();
    for (let index = 0; index < 3; index++) await org.request({ method: 'GET', path: SESSIONS });
    expect(fake.requests.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'keep-alive', 'keep-alive']);
  });
});

describe('a refusal', () => {
  it('becomes an OrgError with status, code, causes and request id', async () => {
    const { org } = await orgUnderTest();
    await org.request({ method: 'POST', path: SESSIONS });
    const error = await org.request({ method: 'POST', path: SESSIONS }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OrgError);
    expect(error).toMatchObject({
      code: 'orgRefused',
      method: 'POST',
      path: SESSIONS,
      status: 400,
      oktaCode: 'E0000001',
      summary: 'Api validation failed: importSession',
      causes: ['Only one active import session per identity source is allowed to be created every 5 minutes'],
      requestId: 'req2',
    });
  });

  it('that is a web page of a gateway is still an OrgError', async () => {
    const { fake, org } = await orgUnderTest();
    const headers = { 'content-type': 'text/html' };
    fake.arm({ on: /./, act: { kind: 'answer', status: 404, headers, body: '<html>nothing here</html>' } });
    await expect(org.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      status: 404,
      oktaCode: null,
      summary: 'the answer has no error object',
      causes: [],
    });
  });

  it('never shows the token, not even when the org repeats it', async () => {
    const { fake, org } = await orgUnderTest();
    const body = JSON.stringify({
      errorCode: 'E1',
      errorSummary: `bad ${fake.token}`,
      errorCauses: [{ errorSummary: fake.token }],
    });
    fake.arm({ on: /./, act: { kind: 'answer', status: 401, body } });
    const error = await org.request({ method: 'GET', path: '/x' }).catch((thrown: unknown) => thrown);
    expect(inspect([error, org], { depth: 9, showHidden: true })).not.toContain(fake.token);
    expect(error).toMatchObject({ summary: 'bad (token)', causes: ['(token)'] });
  });
});

describe('a 429', () => {
  const limited = (headers: Record<string, string>) => ({ kind: 'answer', status: 429, headers }) as const;

  it('waits until the reset by the clock of the org, and a second more', async () => {
    const { fake, org, time } = await orgUnderTest();
    const reset = { 'x-rate-limit-reset': String(Date.parse('2031-01-01T00:00:30Z') / 1000) };
    fake.arm({ on: /./, act: limited({ date: 'Wed, 01 Jan 2031 00:00:10 GMT', ...reset }) });
    await org.request({ method: 'POST', path: SESSIONS });
    expect(time.slept).toEqual([21_000]);
  });

  it('without headers waits half a minute', async () => {
    const { fake, org, time } = await orgUnderTest();
    fake.arm({ on: /./, times: 2, act: limited({}) });
    await org.request({ method: 'POST', path: SESSIONS });
    expect(time.slept).toEqual([30_000, 30_000]);
  });

  it('that never ends is given up', async () => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /./, times: 100, act: limited({}) });
    await expect(org.request({ method: 'POST', path: SESSIONS })).rejects.toMatchObject({ status: 429 });
    expect(fake.requests).toHaveLength(20);
  });
});

describe('a dropped connection', () => {
  it('repeats a GET, with growing pauses', async () => {
    const { fake, org, time } = await orgUnderTest();
    fake.arm({ on: /^GET/, times: 3, act: { kind: 'drop', executed: false } });
    await org.request({ method: 'GET', path: SESSIONS });
    expect(time.slept).toEqual([250, 500, 1000]);
  });

  it('does not repeat a POST, which may have been executed', async () => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /^POST/, act: { kind: 'drop', executed: true } });
    const error = await org.request({ method: 'POST', path: SESSIONS }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OrgUnreachableError);
    expect(error).toMatchObject({ code: 'orgUnreachable', maybeExecuted: true });
    expect(fake.requests).toHaveLength(1);
  });

  it('never made is repeated for any method, within bounds', async () => {
    const time = virtualTime();
    const org = connectOrg({ url: 'http://127.0.0.1:1', token: 't', timing: time });
    await expect(org.request({ method: 'POST', path: '/x' })).rejects.toMatchObject({ maybeExecuted: false });
    expect(time.slept).toHaveLength(5);
    await org.close();
  });
});

describe('the address and the token', () => {
  it.each(['', 'example.okta.com', 'ftp://example.com', 'https://example.com/api/v1', 'https://me:secret@example.com'])(
    'refuses the address %j',
    (url) => {
      const connect = () => connectOrg({ url, token: 't' });
      expect(connect).toThrow(/give the address of the org, such as https:\/\/example.okta.com/);
      expect(connect).not.toThrow(/secret/);
    },
  );

  it('refuses a token that cannot stand in a header, without showing it', () => {
    const connect = () => connectOrg({ url: 'http://127.0.0.1', token: '00abc\r\nx: y' });
    expect(connect).toThrow(TypeError);
    expect(connect).not.toThrow(/00abc/);
  });

  it('encodes every segment and refuses those that would leave their place', () => {
    expect(requestPath(['users', 'G 1/x@y+z'], { q: 'a b' })).toBe('/users/G%201%2Fx%40y%2Bz?q=a+b');
    expect(() => requestPath(['users', '..'])).toThrow('".." cannot be an id');
  });
});
