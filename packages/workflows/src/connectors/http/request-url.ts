import { CardError } from '../../run/card-error.ts';
import { toObject, toText } from '../../values/convert.ts';
import { isList, isObject, type Value } from '../../values/value.ts';

/**
 * The URL that goes out (workflows-format 6.2): blanks and what no URL may hold are percent-encoded, `$`, `=`, `'` and what is
 * encoded already stay; the query is appended to the one the URL has. A fragment is left out, as it never goes out.
 * @param query object (lists repeat their key, null is an empty value), or text with or without `?`
 */
export function requestUrl(url: string, query: Value): string {
  const [target = ''] = url.trim().split('#', 1);
  const encoded = encodeUrlText(target);
  const more = queryText(query);
  if (more === '') return encoded;
  if (!encoded.includes('?')) return `${encoded}?${more}`;
  return /[?&]$/.test(encoded) ? encoded + more : `${encoded}&${more}`;
}

/** One segment of a path: everything that could end or change it is encoded, also as a whole `.` or `..`. */
export function pathSegment(value: Value): string {
  const segment = encodeURIComponent(toText(value).toWellFormed());
  return /^\.{1,2}$/.test(segment) ? segment.replaceAll('.', '%2E') : segment;
}

/** A query from keys to values, `$` kept in both; blanks are `%20`. */
export function queryText(query: Value): string {
  if (query === null) return '';
  if (typeof query === 'string') return encodeUrlText(query.trim().replace(/^[?&]+/, ''));
  if (!isObject(query)) throw new CardError('The query is a list; give an object or text.', { kind: 'invalid_input' });
  return Object.entries(toObject(query))
    .flatMap(([key, value]) => (isList(value) ? value : [value]).map((one) => `${encodePart(key)}=${encodePart(one)}`))
    .join('&');
}

function encodePart(value: Value): string {
  return encodeURIComponent(toText(value).toWellFormed()).replaceAll('%24', '$');
}

function encodeUrlText(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeURIComponent);
}
