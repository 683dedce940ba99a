import { CardError } from '../run/card-error.ts';
import { checkListLength } from './bounds.ts';
import { getKey, isList, isObject, setKey, type Value, type ValueList, type ValueObject } from './value.ts';

/** Text with dots, or a list of keys that are taken literally (workflows-format 4.5). */
export type Path = string | readonly string[];

/**
 * The value at a path, null when there is none. The whole text is tried as a key first (`@odata.nextLink`), then its parts; numbers
 * index lists. The empty path is the value itself.
 */
export function getPath(value: Value, path: Path): Value {
  if (typeof path !== 'string') return walk(value, path);
  if (path === '') return value;
  if (isObject(value) && Object.hasOwn(value, path)) return value[path] ?? null;
  return path.includes('.') ? walk(value, path.split('.')) : step(value, path);
}

/** {@link getPath} for one path and many values. */
export function pathReader(path: Path): (value: Value) => Value {
  if (typeof path !== 'string') return (value) => walk(value, path);
  if (path === '') return (value) => value;
  if (!path.includes('.')) return (value) => step(value, path);
  const parts = path.split('.');
  return (value) => (isObject(value) && Object.hasOwn(value, path) ? (value[path] ?? null) : walk(value, parts));
}

/** A path from an input: null is the empty path, a list is literal, a number is a position. */
export function toPath(value: Value): Path {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (isList(value)) return value.map(toSegment);
  return toSegment(value);
}

function toSegment(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new CardError('A path must be text or a list of text; map a text to it', { kind: 'invalid_input' });
}

function walk(value: Value, segments: readonly string[]): Value {
  let at = value;
  for (const segment of segments) {
    if (at === null) return null;
    at = step(at, segment);
  }
  return at;
}

function step(value: Value, segment: string): Value {
  if (isList(value)) {
    const index = indexOf(segment);
    return index === null ? null : (value[index] ?? null);
  }
  return isObject(value) ? getKey(value, segment) : null;
}

/** The position a segment names; null when it names none. */
function indexOf(segment: string): number | null {
  if (segment.length === 0 || segment.length > 9) return null;
  if (segment.charCodeAt(0) === ZERO) return segment.length === 1 ? 0 : null;
  let index = 0;
  for (let at = 0; at < segment.length; at++) {
    const digit = segment.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return null;
    index = index * 10 + digit;
  }
  return index;
}

const ZERO = 48;

/**
 * A copy of the value with something else at the path; only what lies on the path is copied. Missing parts of a text path become
 * objects, or lists where a number follows; those of a list path become objects. A list that gets a key which is no number becomes
 * an object with its positions as keys. Throws `limit_exceeded` for positions and paths beyond bounds.
 */
export function setPath(value: Value, path: Path, item: Value): Value {
  return new PathWriter(value).set(path, item).value;
}

/** A copy of the value without what is at the path. An item of a list becomes null, so that the others keep their positions. */
export function unsetPath(value: Value, path: Path): Value {
  const segments = segmentsOf(value, path);
  return segments.length === 0 ? value : unsetAt(value, segments, 0);
}

/** Sets several paths in one copy. */
export class PathWriter {
  value: Value;
  /** Containers of ours, which may be changed. */
  readonly #owned = new Set<Value>();
  /** Places of lists that were filled with null to reach a position. */
  #filled = 0;

  constructor(value: Value) {
    this.value = value;
  }

  set(path: Path, item: Value): this {
    const segments = segmentsOf(this.value, path);
    this.value = segments.length === 0 ? item : this.#write(this.value, segments, 0, item, typeof path === 'string');
    return this;
  }

  #write(value: Value, segments: readonly string[], at: number, item: Value, makesLists: boolean): Value {
    const segment = segments[at];
    if (segment === undefined) return item;
    const container = this.#container(value, segment, makesLists);
    const next = this.#write(step(container, segment), segments, at + 1, item, makesLists);
    if (Array.isArray(container)) {
      const index = Number(segment);
      checkListLength(index + 1);
      this.#filled += Math.max(0, index - container.length);
      checkListLength(this.#filled);
      while (container.length < index) container.push(null);
      container[index] = next;
    } else {
      setKey(container, segment, next);
    }
    return container;
  }

  /** Ours, of the kind the segment needs, with what the value holds. */
  #container(value: Value, segment: string, makesLists: boolean): Value[] | { [key: string]: Value } {
    const isIndex = indexOf(segment) !== null;
    // What is owned was made here, so it is writable.
    if (this.#owned.has(value) && (isIndex || !isList(value))) return value as Value[] | { [key: string]: Value };
    let container: Value[] | { [key: string]: Value };
    if (isList(value)) container = isIndex ? value.slice() : copyOf(Object.entries(value));
    else if (isObject(value)) container = copyOf(Object.entries(value));
    else container = isIndex && makesLists ? [] : {};
    this.#owned.add(container);
    return container;
  }
}

function copyOf(entries: readonly (readonly [string, Value])[]): { [key: string]: Value } {
  const copy: { [key: string]: Value } = {};
  for (const [key, value] of entries) setKey(copy, key, value);
  return copy;
}

/** More parts than this are no path, and deeper values are refused anyway. */
const MAX_SEGMENTS = 250;

function segmentsOf(value: Value, path: Path): readonly string[] {
  if (path === '') return [];
  const isLiteral = typeof path === 'string' && isObject(value) && Object.hasOwn(value, path);
  const segments = typeof path !== 'string' ? path : isLiteral ? [path] : path.split('.');
  if (segments.length > MAX_SEGMENTS) {
    throw new CardError(`A path of ${segments.length} parts exceeds the limit of ${MAX_SEGMENTS}`, {
      kind: 'limit_exceeded',
    });
  }
  return segments;
}

function unsetAt(value: Value, segments: readonly string[], at: number): Value {
  const segment = segments[at] as string;
  const isLast = at === segments.length - 1;
  if (isList(value)) {
    const index = indexOf(segment);
    if (index === null || index >= value.length) return value;
    return withItem(value, index, isLast ? null : unsetAt(value[index] ?? null, segments, at + 1));
  }
  if (!isObject(value) || !Object.hasOwn(value, segment)) return value;
  return isLast ? without(value, segment) : withKey(value, segment, unsetAt(getKey(value, segment), segments, at + 1));
}

function withItem(list: ValueList, index: number, item: Value): ValueList {
  return list.with(index, item);
}

function withKey(object: ValueObject, key: string, item: Value): ValueObject {
  const copy = copyOf(Object.entries(object));
  setKey(copy, key, item);
  return copy;
}

function without(object: ValueObject, key: string): ValueObject {
  return copyOf(Object.entries(object).filter(([each]) => each !== key));
}
