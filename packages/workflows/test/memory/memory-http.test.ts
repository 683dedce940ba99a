import { expect, test } from 'vitest';
import { memoryFlows } from '../../src/memory/memory-flows.ts';
import { memoryHttp } from '../../src/memory/memory-http.ts';
import type { HttpRequest } from '../../src/run/ports.ts';

const REQUEST: HttpRequest = {
  connection: null,
  method: 'GET',
  url: 'https://api.example/x',
  headers: {},
  body: null,
  timeoutMilliseconds: 1000,
  callId: 'c1',
};

test('a door in memory remembers requests and gives what its function answers', async () => {
  const http = memoryHttp((_, number) => ({ status: 201, headers: { ETag: 'e' }, body: { number } }));
  const response = await http.send(REQUEST, new AbortController().signal);
  expect({ ...response, body: new TextDecoder().decode(response.body) }).toEqual({
    status: 201,
    headers: { 'content-type': 'application/json', etag: 'e' },
    body: '{"number":1}',
  });
  expect(http.requests).toEqual([REQUEST]);
});

test('a door in memory does not send what was cancelled', async () => {
  const http = memoryHttp(() => ({}));
  await expect(http.send(REQUEST, AbortSignal.abort(new TypeError('cancelled')))).rejects.toThrow('cancelled');
  expect(http.requests).toEqual([]);
});

test('flows in memory are noted once for each call', async () => {
  const flows = memoryFlows({ f1: { name: 'One', text: '{}' } });
  await flows.start('c1', 'f1', { '': { a: 1 } });
  await flows.start('c1', 'f1', { '': { a: 1 } });
  expect(flows.started).toEqual([{ callId: 'c1', flowId: 'f1', input: { '': { a: 1 } } }]);
  expect(await flows.exportFlow('f1')).toEqual({ name: 'One', text: '{}' });
  await expect(flows.exportFlow('f2')).rejects.toMatchObject({ facts: { kind: 'not_found' } });
});
