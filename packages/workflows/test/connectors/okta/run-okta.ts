import { okta } from '../../../src/connectors/okta/connector.ts';
import { type MemoryCallOptions, memoryCall } from '../../../src/memory/memory-call.ts';
import { type MemoryResponse, memoryHttp } from '../../../src/memory/memory-http.ts';
import type { HttpRequest } from '../../../src/run/ports.ts';
import type { Value, ValueObject } from '../../../src/values/value.ts';

const CONNECTION = { connector: 'okta', id: 'c1' };

type Responses = MemoryResponse | readonly MemoryResponse[];

/** Runs a card against an org that answers with these responses in turn, and says what was called. */
export async function runOkta(name: string, call: MemoryCallOptions = {}, responses: Responses = {}) {
  const { action, http, calls } = oktaAction(name, responses);
  const outputs = await action.run(memoryCall({ connection: CONNECTION, ...call, ports: { http } }));
  return { outputs, calls: calls(), requests: http.requests };
}

/** Hands every record of a streaming card on, page by page. */
export async function streamOkta(name: string, call: MemoryCallOptions, responses: Responses) {
  const { action, http, calls } = oktaAction(name, responses);
  const { stream, streams } = action;
  if (stream === undefined) throw new TypeError(`${name} does not stream`);
  const actual = memoryCall({ connection: CONNECTION, ...call, ports: { http } });
  const pages: (readonly Value[])[] = [];
  let cursor: Value = null;
  do {
    const page = await stream(actual, cursor);
    pages.push(page.records);
    cursor = page.next;
  } while (cursor !== null);
  return { pages, calls: calls(), streams: streams?.(actual) };
}

export function manyUsers(count: number): readonly ValueObject[] {
  return Array.from({ length: count }, (_, at) => ({ externalId: `u${at}`, profile: { userName: `u${at}` } }));
}

/** A `Link` header to the page after this one. */
export function next(path: string): Record<string, string> {
  const origin = 'https://example.okta.test';
  return { Link: `<${origin}/api/v1/self>; rel="self", <${origin}${path}>; rel="next"` };
}

function oktaAction(name: string, responses: Responses) {
  const action = okta.actions[name];
  if (action === undefined) throw new TypeError(`No card ${name}`);
  const list = Array.isArray(responses) ? responses : [responses];
  const http = memoryHttp((_, number) => list[number - 1] ?? list.at(-1) ?? {});
  return { action, http, calls: () => http.requests.map(summary) };
}

function summary({ method, url, body, headers, connection }: HttpRequest) {
  if (connection?.id !== CONNECTION.id) throw new TypeError('A request without the connection');
  if (body === null) return { method, url };
  if (headers['Content-Type'] !== 'application/json') throw new TypeError('A body without its type');
  return { method, url, body: JSON.parse(String(body)) as unknown };
}
