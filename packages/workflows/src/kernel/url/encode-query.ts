import { checkText } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { isList, isObject, type Value, type ValueObject } from '../../values/value.ts';
import { encodeUri } from './encode-uri.ts';

/**
 * The query string of an object, without `?`: blanks as `%20`, a list as its key repeated, what is no plain value as nothing, as
 * Node's `querystring.stringify` has it (workflows-functions 9).
 */
export function encodeQuery(data: ValueObject): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(data)) {
    for (const item of isList(value) ? value : [value]) pairs.push(`${encodeUri(key)}=${encodeUri(plainText(item))}`);
  }
  return checkText(pairs.join('&'));
}

function plainText(value: Value): string {
  return isObject(value) || isList(value) ? '' : toText(value);
}
