import type { DeclaredType } from '../pack/pack.ts';
import { CardError } from '../run/card-error.ts';
import { checkText } from './bounds.ts';
import { fromJson } from './encode.ts';
import { FileValue } from './file-value.ts';
import { checkJsonLength } from './json-length.ts';
import { parseDate } from './parse-date.ts';
import { isList, isObject, setKey, type Value, type ValueList, type ValueObject } from './value.ts';

/**
 * The text of a value (workflows-format 4.2): null is empty, instants are ISO 8601 with milliseconds and `Z`, lists and objects
 * are JSON, a file is its bytes read as UTF-8. Throws `limit_exceeded` for a text that is too long.
 */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof FileValue) return checkText(new TextDecoder().decode(value.content));
  return toJsonText(value);
}

/** Compact JSON text with instants as ISO 8601. Throws `limit_exceeded` when it is too long or nested too deeply. */
export function toJsonText(value: Value, indent = 0): string {
  checkJsonLength(value);
  return checkText(JSON.stringify(value, null, indent));
}

/**
 * A value as a number: blank is null, true is 1, an instant its milliseconds since 1970. Throws `type_conversion` for text that is
 * no number, and for lists, objects and files.
 */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return null;
  if (typeof value === 'string') {
    const trimmed = value.trim();
    if (trimmed === '') return null;
    const number = Number(trimmed);
    if (Number.isFinite(number)) return number;
    throw conversionError(value, 'number');
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  throw conversionError(value, 'number');
}

/** Text is true unless it is empty or `false` in any case of letters; 0 and null are false (workflows-format 4.2). */
export function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'string') return value !== '' && !(value.length === 5 && value.toLowerCase() === 'false');
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return true;
}

/** A list stays; null is the empty list; anything else is a list of one. */
export function toList(value: Value): ValueList {
  if (isList(value)) return value;
  return value === null ? [] : [value];
}

/**
 * A value as an instant: text by {@link parseDate}, a number as milliseconds since 1970; blank is null. Throws `type_conversion`
 * for anything else.
 */
export function toDate(value: Value): Date | null {
  if (value instanceof Date) return value;
  if (value === null) return null;
  if (typeof value === 'string') {
    const date = parseDate(value);
    if (date !== null) return date;
    if (value.trim() === '') return null;
  } else if (typeof value === 'number') {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw conversionError(value, 'date');
}

/**
 * A value as an object: null and blank text are `{}`, other text is read as JSON, a list has its positions as keys. Throws
 * `type_conversion` for anything else.
 */
export function toObject(value: Value): ValueObject {
  if (isObject(value)) return value;
  if (value === null) return {};
  if (isList(value)) return byPosition(value);
  if (typeof value === 'string') {
    if (value.trim() === '') return {};
    const parsed = parseJson(value);
    if (parsed !== undefined && isObject(parsed)) return parsed;
  }
  throw conversionError(value, 'object');
}

function byPosition(list: ValueList): ValueObject {
  const object: { [key: string]: Value } = {};
  for (const [position, item] of list.entries()) setKey(object, String(position), item);
  return object;
}

/** Reads JSON text; undefined when it is none. */
export function parseJson(text: string): Value | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return fromJson(parsed);
}

/**
 * A value in its declared type (workflows-format 4.2). Null stays null whatever the type; a list is made of what is none, its items
 * stay what they are (4.1); for an object, text that is JSON of one or of a list is read, and anything else stays, as do files, flows,
 * folders and `*`. Throws `type_conversion`.
 */
export function convertTo(type: DeclaredType, asList: boolean, value: Value): Value {
  if (value === null) return null;
  if (asList) return toList(value);
  switch (type) {
    case 'string':
      return toText(value);
    case 'number':
      return toNumber(value);
    case 'boolean':
      return toBoolean(value);
    case 'Date':
      return toDate(value);
    case 'object':
      return toTree(value);
    case 'file':
    case 'flo':
    case 'folder':
    case '*':
      return value;
  }
}

function toTree(value: Value): Value {
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  return parsed !== undefined && (isObject(parsed) || isList(parsed)) ? parsed : value;
}

const SHOWN = 60;

/** `Invalid type conversion: text "potato" cannot be used as number`. */
export function conversionError(value: Value, to: string): CardError {
  const kind = typeName(value);
  const shown = typeof value === 'string' ? ` "${value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}"` : '';
  return new CardError(`Invalid type conversion: ${kind}${shown} cannot be used as ${to}`, { kind: 'type_conversion' });
}

/** For people: `text`, `number`, `true/false`, `date`, `file`, `list`, `object`, `null`. */
export function typeName(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'true/false';
  if (value instanceof Date) return 'date';
  if (value instanceof FileValue) return 'file';
  return isList(value) ? 'list' : 'object';
}
