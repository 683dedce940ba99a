import { toJsonText, toNumber, toObject, toText } from '../values/convert.ts';
import { toJson } from '../values/encode.ts';
import { isList, isObject, type Value } from '../values/value.ts';
import { CardError } from './card-error.ts';
import type { HttpAnswer } from './journal.ts';

/**
 * What Return Raw and Close answer the caller of an endpoint (workflows-format 5.9): 200 unless a status is given, headers without
 * those that are null, text as it is, and objects and lists as JSON with a content type that says so. Throws `invalid_input` for a
 * status that cannot be sent.
 */
export function httpAnswer(statusCode: Value, headers: Value, body: Value): HttpAnswer {
  const status = toNumber(statusCode) ?? 200;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new CardError(`The status code ${status} cannot be sent; use 200, or 400 to 599 for an error.`, {
      kind: 'invalid_input',
    });
  }
  const sent = Object.entries(toObject(headers))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, toText(value)] as const);
  const isJson = isObject(body) || isList(body);
  const isTyped = sent.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    statusCode: status,
    headers: Object.fromEntries(isJson && !isTyped ? [...sent, ['Content-Type', 'application/json'] as const] : sent),
    body: isJson ? toJsonText(toJson(body)) : toText(body),
  };
}
