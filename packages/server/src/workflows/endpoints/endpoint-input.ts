import { fromJson, type StartInput, setKey, type Value } from '@headwater/workflows';
import { parseJson } from '../../json/parse-json.ts';

/** A request to an endpoint, as it came. */
export interface EndpointRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The part behind the question mark, without it. */
  readonly query: string;
  readonly body: Buffer;
}

/**
 * What a request gives the start card of an endpoint (workflows-format 5.9): the raw parts, and fields by key from the query, the headers
 * and a body that is a JSON object or a form. A body that is neither is there as text alone.
 */
export function endpointInput({ headers, query, body }: EndpointRequest): StartInput {
  const text = body.toString('utf8');
  const flat = flatten(headers);
  return {
    raw: { headers: flat, body: text, query },
    headers: flat,
    query: fromQuery(query),
    body: bodyFields(text, flat['content-type']),
  };
}

function bodyFields(text: string, type: Value | undefined): { readonly [key: string]: Value } {
  if (typeof type === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type)) return fromQuery(text);
  if (!/^\s*\{/.test(text)) return {};
  try {
    const value = fromJson(parseJson(text));
    // It begins like an object, so it is one.
    return value as { readonly [key: string]: Value };
  } catch {
    return {};
  }
}

function flatten(headers: EndpointRequest['headers']): { readonly [key: string]: Value } {
  const flat: { [key: string]: Value } = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) setKey(flat, name, typeof value === 'string' ? value : value.join(', '));
  }
  return flat;
}

/** More are no form that anybody filled in. */
const MOST_FIELDS = 10_000;

/** A name that comes several times has a list. Gives none of too many. */
function fromQuery(query: string): { readonly [key: string]: Value } {
  const fields: { [key: string]: Value } = {};
  if (hasMore(query, MOST_FIELDS)) return fields;
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const others = values.get(name);
    if (others === undefined) values.set(name, [value]);
    else others.push(value);
  }
  for (const [name, all] of values) setKey(fields, name, all.length === 1 ? (all[0] ?? null) : all);
  return fields;
}

/** Whether a query has more fields; looked for without reading them. */
function hasMore(query: string, most: number): boolean {
  let count = 1;
  for (let at = query.indexOf('&'); at >= 0 && count <= most; at = query.indexOf('&', at + 1)) count++;
  return count > most;
}
