import { StorageError } from './storage-error.ts';

/**
 * One column of a row for COPY. Objects and arrays become JSON text; bytes become `bytea`; a string goes into a `json`
 * or `jsonb` column as it is, so it must be JSON text already.
 */
export type CopyValue = string | number | bigint | boolean | null | undefined | Date | Uint8Array | object;

const needsCare = /[\\\n\r\t\0\ud800-\udfff]/;
const special = /[\\\n\r\t\0]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const jsonUnstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

function refuse(what: string): never {
  throw new StorageError(
    'text_not_storable',
    `A value contains ${what}, which PostgreSQL cannot store; remove it or reject the record before writing`,
  );
}

function escapeSpecial(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return refuse('a NUL character (U+0000)');
  }
}

function encodeText(text: string): string {
  if (!needsCare.test(text)) return text;
  if (loneSurrogate.test(text)) refuse('half of a surrogate pair');
  return text.replace(special, escapeSpecial);
}

/** JSON text holds no raw control characters and no raw lone surrogates: only backslashes need escaping. */
function encodeJson(value: object): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\')) return json;
  if (jsonUnstorable.test(json)) refuse('an escaped NUL character or half of a surrogate pair in JSON');
  return json.replaceAll('\\', '\\\\');
}

function encodeObject(value: object): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) {
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  }
  return encodeJson(value);
}

function encodeValue(value: CopyValue): string {
  switch (typeof value) {
    case 'string':
      return encodeText(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return '\\N';
    case 'object':
      return value === null ? '\\N' : encodeObject(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be a column value`);
  }
}

/**
 * One row as a line of COPY's text format, its newline included (PostgreSQL manual, COPY, "Text Format").
 * Throws a StorageError `text_not_storable` for text that PostgreSQL cannot hold: NUL, or half of a surrogate pair.
 */
export function encodeCopyRow(values: readonly CopyValue[]): string {
  let line = '';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) line += '\t';
    line += encodeValue(values[index]);
  }
  return `${line}\n`;
}
