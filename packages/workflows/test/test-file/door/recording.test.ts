import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/test-file/door/recording.ts';

describe('a recording', () => {
  it('may be an HTTP Archive', () => {
    const har = {
      log: {
        version: '1.2',
        entries: [
          {
            request: { method: 'GET', url: 'https://a.example/x?y=1', headers: [] },
            response: {
              status: 200,
              headers: [
                { name: 'Content-Type', value: 'application/json' },
                { name: 'Content-Encoding', value: 'gzip' },
              ],
              content: { text: 'eyJvayI6dHJ1ZX0=', encoding: 'base64' },
            },
          },
          {
            request: { method: 'POST', url: 'https://a.example/x', postData: { text: '{"a":1}' } },
            response: { status: 204, headers: [], content: {} },
          },
          {
            request: { method: 'POST', url: 'https://a.example/x', postData: { text: 'a=1' } },
            response: { status: 202, headers: [], content: { text: 'fine' } },
          },
        ],
      },
    };
    expect(readRecording(JSON.stringify(har))).toEqual([
      {
        method: 'GET',
        url: 'https://a.example/x?y=1',
        times: 1,
        response: { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"ok":true}' },
      },
      {
        method: 'POST',
        url: 'https://a.example/x?',
        times: 1,
        body: { $exactly: { a: 1 } },
        response: { status: 204, headers: {} },
      },
      {
        method: 'POST',
        url: 'https://a.example/x?',
        times: 1,
        body: 'a=1',
        response: { status: 202, headers: {}, body: 'fine' },
      },
    ]);
  });

  it('may be what an org in test mode was asked', () => {
    const exchanges = [
      {
        number: 1,
        operationId: 'listUsers',
        request: { method: 'GET', path: '/api/v1/users', query: { limit: '2' }, headers: {}, body: null },
        response: { status: 200, headers: { 'content-type': 'application/json' }, body: [{ id: '00u1' }] },
        fault: null,
      },
    ];
    expect(readRecording(JSON.stringify(exchanges))).toEqual([
      {
        method: 'GET',
        url: '/api/v1/users?limit=2',
        times: 1,
        response: { status: 200, headers: { 'content-type': 'application/json' }, body: [{ id: '00u1' }] },
      },
    ]);
  });

  it.each([
    ['no JSON', 'It is neither an HTTP Archive nor a list of exchanges of an org in test mode'],
    ['{}', 'It is neither an HTTP Archive nor a list of exchanges of an org in test mode'],
    ['[{"request": {"method": "GET"}}]', 'Exchange 1 has no method, address or status'],
  ])('that is none is refused: %s', (text, message) => {
    expect(() => readRecording(text)).toThrow(message);
  });
});
