import { CardError } from '../../run/card-error.ts';
import { isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';
import { parsedBody, type RawResponse } from './send.ts';
import { statusText } from './status-text.ts';

/** What the error object says itself; fields of a body do not hide it (workflows-format 5.7). */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'message',
  'statusCode',
  'code',
  'headers',
  'body',
  'method',
  'flo',
  'execution',
  'module',
  'kind',
  'description',
]);

/** Where services say in words what was wrong: Okta, OAuth 2.0, Microsoft, everybody. */
const DESCRIPTIONS = ['errorSummary', 'error_description', 'message', 'detail', 'title', 'error'] as const;

/** Gives the answer back when its status is below 400; throws {@link httpError} otherwise. */
export function checkStatus(response: RawResponse): RawResponse {
  if (response.status >= 400) throw httpError(response);
  return response;
}

/**
 * The failure of a card whose call was answered with a status of 400 or more (workflows-format 5.7): message `404 Not Found`, status,
 * headers, parsed body, the body's own fields, and what the service said in words.
 */
export function httpError(response: RawResponse): CardError {
  const body = parsedBody(response);
  const description = descriptionOf(body);
  return new CardError(statusText(response.status), {
    kind: 'http',
    statusCode: response.status,
    headers: response.headers,
    body,
    fields: isObject(body) ? fieldsOf(body) : {},
    ...(description === null ? {} : { description }),
  });
}

function fieldsOf(body: ValueObject): ValueObject {
  const fields: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(body)) {
    if (!OWN_FIELDS.has(key)) setKey(fields, key, value);
  }
  return fields;
}

function descriptionOf(body: Value): string | null {
  if (!isObject(body)) return null;
  for (const key of DESCRIPTIONS) {
    const value = Object.hasOwn(body, key) ? (body[key] ?? null) : null;
    if (typeof value === 'string' && value !== '') return value;
    if (key === 'error' && isObject(value)) return descriptionOf(value);
  }
  return null;
}
