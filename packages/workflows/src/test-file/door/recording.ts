import type { Expectation } from '../document/test-document.ts';

/** One exchange of a recording, as an expectation that is met once. */
export type RecordedExchange = Expectation & { readonly times: 1 };

/**
 * Reads recorded exchanges: an HTTP Archive (HAR 1.2), or a list of exchanges as an org in test mode gives them. Throws a TypeError
 * for anything else.
 */
export function readRecording(text: string): readonly RecordedExchange[] {
  const parsed = parse(text);
  const log = part(parsed, 'log');
  const entries = Array.isArray(part(log, 'entries')) ? part(log, 'entries') : parsed;
  if (!Array.isArray(entries)) {
    throw new TypeError('It is neither an HTTP Archive nor a list of exchanges of an org in test mode');
  }
  return entries.map((entry, index) => toExchange(entry, index));
}

function toExchange(entry: unknown, index: number): RecordedExchange {
  const request = part(entry, 'request');
  const response = part(entry, 'response');
  const method = part(request, 'method');
  const url = part(request, 'url') ?? pathAndQuery(request);
  const status = part(response, 'status');
  if (typeof method !== 'string' || typeof url !== 'string' || typeof status !== 'number') {
    throw new TypeError(`Exchange ${index + 1} has no method, address or status`);
  }
  const sent = sentBody(request);
  const body = receivedBody(response);
  return {
    method,
    url: url.includes('?') ? url : `${url}?`,
    times: 1,
    ...(sent === null ? {} : { body: typeof sent === 'string' ? sent : { $exactly: sent } }),
    response: { status, headers: headersOf(part(response, 'headers')), ...(body === null ? {} : { body }) },
  };
}

function pathAndQuery(request: unknown): string | undefined {
  const path = part(request, 'path');
  const query = part(request, 'query');
  if (typeof path !== 'string') return undefined;
  if (typeof query === 'string') return query === '' ? path : `${path}?${query}`;
  if (typeof query !== 'object' || query === null) return path;
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return search.size === 0 ? path : `${path}?${search}`;
}

/** HAR keeps text, an org in test mode keeps what it means. */
function sentBody(request: unknown): unknown {
  const text = part(part(request, 'postData'), 'text');
  return typeof text === 'string' ? (parse(text) ?? text) : (part(request, 'body') ?? null);
}

function receivedBody(response: unknown): unknown {
  const content = part(response, 'content');
  const text = part(content, 'text');
  if (typeof text !== 'string') return part(response, 'body') ?? null;
  return part(content, 'encoding') === 'base64' ? new TextDecoder().decode(bytes(text)) : text;
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** What says how a body was sent does not hold for the text that was kept of it. */
const OF_THE_WIRE = /^(content-encoding|transfer-encoding|content-length|:.*)$/i;

function headersOf(headers: unknown): Record<string, string> {
  const pairs = Array.isArray(headers)
    ? headers.map((header): [unknown, unknown] => [part(header, 'name'), part(header, 'value')])
    : Object.entries(typeof headers === 'object' && headers !== null ? headers : {});
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      typeof name === 'string' && !OF_THE_WIRE.test(name) && value !== undefined ? [[name, String(value)]] : [],
    ),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function part(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key)) return undefined;
  return (object as Readonly<Record<string, unknown>>)[key];
}
