import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Room } from '../../src/http/room.ts';
import { connectionsRoom } from '../../src/workflows/connections/routes.ts';
import { endpointsRoom } from '../../src/workflows/endpoints/routes.ts';
import { executionsRoom } from '../../src/workflows/executions/routes.ts';
import { flowsRoom } from '../../src/workflows/flows/routes.ts';
import { packsRoom } from '../../src/workflows/packs/routes.ts';
import { tablesRoom } from '../../src/workflows/tables/routes.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';

type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, unknown>> };
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** No route is called, so that no part is used. */
const nothing = <T>(): T => ({}) as T;
const ROOMS: readonly Room[] = [
  packsRoom(nothing()),
  flowsRoom,
  tablesRoom,
  connectionsRoom(nothing()),
  executionsRoom(nothing()),
  endpointsRoom(nothing()),
];
const BASE = '/api/v1/headwater';

let server: TestServer;
let document: { readonly paths: Paths };
beforeAll(async () => {
  server = await startTestServer({ rooms: ROOMS });
  document = (await server.call('GET', '/openapi.json', { token: null })).json as typeof document;
});
afterAll(() => server.close());

test('the page documents every operation, and no other', async () => {
  const page = await readFile(new URL('../../../../docs/reference/workflows-api.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z]+) (\/[^`]+)` \|/gm)].map(([, method, path]) => `${method} ${path}`);
  const served = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(`${BASE}/flow`))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(BASE.length)}`),
    );
  expect([...documented].sort()).toEqual([...served].sort());
  expect(Object.keys(document.paths)).toContain('/api/flo/{alias}/invoke');
});

test('every operation of Workflows has a name of its own and answers its errors', () => {
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(`${BASE}/flow`))
    .flatMap(([, methods]) => Object.values(methods));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  expect(
    operations.filter(({ responses }) => responses['401'] === undefined || responses['403'] === undefined),
  ).toEqual([]);
});
