import { Walk } from './bounds.ts';
import { FileValue } from './file-value.ts';
import { isList, setKey, type Value, type ValueList, type ValueObject } from './value.ts';

/** What JSON text can say. */
export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Keys of objects that stand for something JSON has no word for; such an object has this key alone. */
const DATE = '$date';
const FILE = '$file';
const NUMBER = '$number';
const OBJECT = '$object';

/**
 * A value as JSON from which {@link decodeValue} makes the same value again: instants, files, numbers such as NaN, keys called
 * `__proto__`, and objects that look like this encoding. What needs no encoding is given back, not copied. Throws `limit_exceeded`
 * for values nested too deeply or too large.
 */
export function encodeValue(value: Value): Json {
  return encodeAt(value, 0, new Walk());
}

function encodeAt(value: Value, depth: number, walk: Walk): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return encodeNumber(value);
  if (value instanceof Date) return { [DATE]: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (value instanceof FileValue) return { [FILE]: encodeFile(value) };
  const encoded = mapValue(value, (item) => encodeAt(item, depth + 1, walk), depth, walk);
  return isMarked(encoded) && !Array.isArray(value) ? { [OBJECT]: encoded } : encoded;
}

function encodeNumber(value: number): Json {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
}

function encodeFile({ name, contentType, content }: FileValue): Json {
  return { name, contentType, base64: toBase64(content) };
}

/** The value that {@link encodeValue} wrote as this JSON. What needs no decoding is given back, not copied. */
export function decodeValue(json: Json): Value {
  if (typeof json !== 'object' || json === null) return json;
  if (isJsonList(json)) return mapList(json, decodeValue);
  const mark = markOf(json);
  if (mark === null) return mapObject<Json, Value>(json, Object.keys(json), decodeValue);
  const marked = json[mark] ?? null;
  switch (mark) {
    case DATE:
      return new Date(typeof marked === 'string' ? marked : Number.NaN);
    case NUMBER:
      return Number(marked);
    case FILE:
      return decodeFile(marked);
    case OBJECT:
      // The key inside is a key again, not a mark.
      return mapObject<Json, Value>(marked as JsonObject, Object.keys(marked as JsonObject), decodeValue);
  }
}

function decodeFile(json: Json): FileValue {
  const { name, contentType, base64 } = json as { name: string; contentType: string; base64: string };
  return new FileValue(name, contentType, fromBase64(base64));
}

type Mark = typeof DATE | typeof FILE | typeof NUMBER | typeof OBJECT;

/** The mark an object consists of; null for ordinary ones. */
function markOf(object: { readonly [key: string]: unknown }): Mark | null {
  const keys = Object.keys(object);
  const key = keys.length === 1 ? keys[0] : undefined;
  return key === DATE || key === FILE || key === NUMBER || key === OBJECT ? key : null;
}

function isMarked(json: Json): boolean {
  return typeof json === 'object' && json !== null && !isJsonList(json) && markOf(json) !== null;
}

function isJsonList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

type JsonObject = { readonly [key: string]: Json };

/** Maps the items of a list or the values of an object; gives back the same one when none of them changed. */
function mapValue(value: ValueList | ValueObject, map: (item: Value) => Json, depth: number, walk: Walk): Json {
  if (isList(value)) {
    walk.enter(depth, value.length);
    return mapList(value, map);
  }
  const keys = Object.keys(value);
  walk.enter(depth, keys.length);
  return mapObject(value, keys, map);
}

function mapList<From, To>(list: readonly From[], map: (item: From) => To): readonly To[] {
  let mapped: To[] | null = null;
  for (let at = 0; at < list.length; at++) {
    const from = list[at] as From;
    const to = map(from);
    if (mapped === null && !Object.is(to, from)) mapped = list.slice(0, at) as unknown[] as To[];
    mapped?.push(to);
  }
  // Nothing changed, so every From is its own To.
  return mapped ?? (list as readonly unknown[] as readonly To[]);
}

function mapObject<From, To>(
  object: { readonly [key: string]: From },
  keys: readonly string[],
  map: (item: From) => To,
): { readonly [key: string]: To } {
  let mapped: { [key: string]: Value } | null = null;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    const from = object[key] as From;
    const to = map(from);
    if (mapped === null && !Object.is(to, from)) {
      mapped = {};
      for (const before of keys.slice(0, at)) setKey(mapped, before, object[before] as Value);
    }
    if (mapped !== null) setKey(mapped, key, to as Value);
  }
  return (mapped ?? object) as { readonly [key: string]: To };
}

/**
 * Takes parsed JSON (or values already) as a value, without a copy. Throws `limit_exceeded` when it is nested too deeply, TypeError
 * for what is no plain data.
 */
export function fromJson(parsed: unknown): Value {
  assertPlain(parsed, 0, new Walk());
  return parsed;
}

function assertPlain(data: unknown, depth: number, walk: Walk): asserts data is Value {
  if (data === null || typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return;
  if (typeof data !== 'object') throw new TypeError(`A value cannot be of type ${typeof data}`);
  if (data instanceof Date || data instanceof FileValue) return;
  if (Array.isArray(data)) {
    walk.enter(depth, data.length);
    for (const item of data) assertPlain(item, depth + 1, walk);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('A value cannot be of a class');
  const items: readonly unknown[] = Object.values(data);
  walk.enter(depth, items.length);
  for (const item of items) assertPlain(item, depth + 1, walk);
}

/**
 * A value as plain JSON for the wire: instants as ISO 8601 text, files as name, media type and size, other numbers than finite ones
 * as null. What is plain already is given back, not copied.
 */
export function toJson(value: Value): Json {
  return toJsonAt(value, 0, new Walk());
}

function toJsonAt(value: Value, depth: number, walk: Walk): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof FileValue) return value.toJSON();
  return mapValue(value, (item) => toJsonAt(item, depth + 1, walk), depth, walk);
}

const BASE64_CHUNK = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BASE64_CHUNK));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
