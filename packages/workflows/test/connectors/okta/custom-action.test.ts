import { describe, expect, test } from 'vitest';
import { next, runOkta, streamOkta } from './run-okta.ts';

const request = (requestType: string, Request: Record<string, string | Record<string, string | number>>) => ({
  options: { requestType },
  inputs: { Request },
});

describe('Custom API Action', () => {
  test('gets with query and headers', async () => {
    const { outputs, calls, requests } = await runOkta(
      'hTTPRequest',
      request('GET', { 'Relative URL': '/api/v1/users?limit=2', Query: { q: 'a b' }, Headers: { Accept: 'text/csv' } }),
      { headers: { 'X-Rate-Limit': '5' }, body: [{ id: '1' }] },
    );
    expect(calls).toEqual([{ method: 'GET', url: '/api/v1/users?limit=2&q=a%20b' }]);
    expect(requests[0]?.headers).toEqual({ Accept: 'text/csv' });
    expect(outputs).toEqual({
      Response: {
        'Status Code': 200,
        Headers: { 'content-type': 'application/json', 'x-rate-limit': '5' },
        Body: [{ id: '1' }],
      },
    });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('sends %s with objects and text as JSON', async (method) => {
    const path = { 'Relative URL': '/api/v1/groups' };
    expect((await runOkta('hTTPRequest', request(method, { ...path, Body: { a: 1 } }))).calls).toEqual([
      { method, url: '/api/v1/groups', body: { a: 1 } },
    ]);
    expect((await runOkta('hTTPRequest', request(method, { ...path, Body: '{"b":2}' }))).calls).toEqual([
      { method, url: '/api/v1/groups', body: { b: 2 } },
    ]);
  });

  test('sends no body that nobody wrote', async () => {
    const path = { 'Relative URL': 'api/v1/x' };
    expect((await runOkta('hTTPRequest', request('DELETE', { ...path, Body: {} }))).calls).toEqual([
      { method: 'DELETE', url: '/api/v1/x' },
    ]);
    expect((await runOkta('hTTPRequest', request('POST', { ...path, Body: '' }))).calls).toEqual([
      { method: 'POST', url: '/api/v1/x' },
    ]);
  });

  test('fails on a status of 400 or more', async () => {
    const response = { status: 404, body: { errorCode: 'E0000007', errorSummary: 'Not found: x' } };
    await expect(runOkta('hTTPRequest', request('GET', { 'Relative URL': '/x' }), response)).rejects.toMatchObject({
      message: '404 Not Found',
      facts: { kind: 'http', statusCode: 404, fields: { errorCode: 'E0000007', errorSummary: 'Not found: x' } },
    });
  });

  test.each(['//evil.example/x', '/\\evil.example', '\\\\evil', 'https://evil.example/x', 'javascript:x'])(
    'does not leave the org for %s',
    async (url) => {
      const { calls } = await runOkta('hTTPRequest', request('GET', { 'Relative URL': url })).catch((error) => {
        expect(error).toMatchObject({ facts: { kind: 'invalid_input' } });
        return { calls: [] };
      });
      // An encoded backslash is part of a name and leads nowhere.
      expect(calls.every((call) => /^\/(%5C|[^/\\])/.test(call.url))).toBe(true);
    },
  );

  test('streams every page as its author asked for it', async () => {
    const { pages, calls, streams } = await streamOkta(
      'hTTPRequest',
      request('GET(Streaming)', { 'Relative URL': '/api/v1/users?limit=2' }),
      [{ headers: next('/api/v1/users?after=b&limit=2'), body: [{ id: 'a' }, { id: 'b' }] }, { body: [{ id: 'c' }] }],
    );
    expect(streams).toBe(true);
    expect(calls.map(({ url }) => url)).toEqual(['/api/v1/users?limit=2', '/api/v1/users?after=b&limit=2']);
    expect(pages).toEqual([[{ id: 'a' }, { id: 'b' }], [{ id: 'c' }]]);
  });

  test('streams at most the limit of records, and none for 0', async () => {
    const page = { headers: next('/api/v1/users?after=b'), body: [{ id: 'a' }, { id: 'b' }] };
    const call = request('GET(Streaming)', { 'Relative URL': '/api/v1/users' });
    const limited = (limit: number) => ({ ...call, inputs: { ...call.inputs, Streaming: { 'Record Limit': limit } } });
    expect((await streamOkta('hTTPRequest', limited(3), [page, page])).pages).toEqual([
      [{ id: 'a' }, { id: 'b' }],
      [{ id: 'a' }],
    ]);
    const none = await streamOkta('hTTPRequest', limited(0), page);
    expect([none.pages, none.calls]).toEqual([[[]], []]);
  });
});
