import type { WorkflowChoices } from '../choices.ts';
import { CardError } from '../run/card-error.ts';
import { Walk } from './bounds.ts';
import { toText } from './convert.ts';
import { FileValue } from './file-value.ts';
import { parseDate } from './parse-date.ts';
import { isList, isObject, type Value, type ValueList, type ValueObject } from './value.ts';

/** Operators of conditions as exports write them (workflows-functions 1.5). */
export const OPERATORS = [
  '==',
  '!=',
  '>=',
  '<=',
  '>',
  '<',
  '%',
  'in',
  'not in',
  'has',
  "doesn't have",
  'is empty',
  'is not empty',
  '===',
  '!==',
] as const;

export type Operator = (typeof OPERATORS)[number];

const OPERATOR_NAMES: ReadonlySet<string> = new Set(OPERATORS);

/** The operator of that name. Throws `invalid_input` when there is none. */
export function toOperator(name: string): Operator {
  // The set holds exactly the names of the union.
  if (OPERATOR_NAMES.has(name)) return name as Operator;
  throw new CardError(`Unknown operator "${name}"; use one of ${OPERATORS.join(', ')}`, { kind: 'invalid_input' });
}

type EmptinessChoice = Pick<WorkflowChoices, 'dateIsEmpty'>;

/**
 * Whether a condition holds (workflows-format 5.2, workflows-functions 1.5). Compares what it gets: the caller converts operands to
 * their declared types first. Throws `invalid_input` for an unknown operator.
 */
export function compareValues(left: Value, operator: string, right: Value, choices: EmptinessChoice): boolean {
  const known = toOperator(operator);
  switch (known) {
    case '==':
      return looseEqual(left, right);
    case '!=':
      return !looseEqual(left, right);
    case '>=':
    case '<=':
    case '>':
    case '<':
      return isOrdered(left, known, right);
    case '%':
      return isMultiple(left, right);
    case 'in':
      return isIn(left, right);
    case 'not in':
      return !isIn(left, right);
    case 'has':
      return hasKey(left, right);
    case "doesn't have":
      return !hasKey(left, right);
    case 'is empty':
      return isEmptyValue(left, choices);
    case 'is not empty':
      return !isEmptyValue(left, choices);
    case '===':
      return deepEqual(left, right);
    case '!==':
      return !deepEqual(left, right);
  }
}

/**
 * "Is empty": null, `""`, `{}`, `[]`, and as documented every number and boolean; whether every date too, `dateIsEmpty` says
 * (workflows-format 5.2).
 */
export function isEmptyValue(value: Value, choices: EmptinessChoice): boolean {
  if (typeof value === 'string') return value === '';
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof Date) return choices.dateIsEmpty === 'always';
  return isVoid(value);
}

/** Holds nothing: null, `""`, `{}`, `[]`. Numbers, booleans, instants and files hold something. */
export function isVoid(value: Value): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.length === 0;
  return isObject(value) && !hasOwnKeys(value);
}

function hasOwnKeys(object: ValueObject): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return true;
  return false;
}

/**
 * Equality of JavaScript's `==` for scalars; by instant where one side is a date and the other can be read as one; deep for lists and
 * objects. Where JavaScript would find a boolean unequal to every word, the words `true` and `false` count as booleans, as the packs'
 * flag `looseBooleans` says (workflows-format 4.4).
 */
function looseEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === 'object' || typeof right === 'object') {
    if (left instanceof Date || right instanceof Date) return toInstant(left) === toInstant(right);
    return deepEqual(left, right);
  }
  if (typeof left === typeof right) return left === right;
  if (typeof left === 'boolean' && typeof right === 'string') return isWordOf(left, right);
  if (typeof right === 'boolean' && typeof left === 'string') return isWordOf(right, left);
  return toComparable(left) === toComparable(right);
}

function isWordOf(boolean: boolean, text: string): boolean {
  const word = text.length <= 5 ? text.toLowerCase() : text;
  if (word === 'true') return boolean;
  if (word === 'false') return !boolean;
  return Number(boolean) === Number(text);
}

/** What JavaScript makes of a scalar before it compares scalars of two types. */
function toComparable(scalar: string | number | boolean): number {
  return Number(scalar);
}

/** Milliseconds since 1970; NaN, which equals nothing, for what is no instant. */
function toInstant(value: Value): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return parseDate(value)?.getTime() ?? Number.NaN;
  return Number.NaN;
}

/** Numbers by value, text by code units, instants in time; false with null, lists and objects. */
function isOrdered(left: Value, operator: '>=' | '<=' | '>' | '<', right: Value): boolean {
  if (left === null || right === null) return false;
  if (left instanceof Date || right instanceof Date) return isInOrder(toInstant(left), operator, toInstant(right));
  if (typeof left === 'object' || typeof right === 'object') return false;
  if (typeof left === 'string' && typeof right === 'string') return isInOrder(left, operator, right);
  return isInOrder(toComparable(left), operator, toComparable(right));
}

function isInOrder<T extends string | number>(left: T, operator: '>=' | '<=' | '>' | '<', right: T): boolean {
  switch (operator) {
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '<':
      return left < right;
  }
}

function isMultiple(left: Value, right: Value): boolean {
  return toDividend(left) % toDividend(right) === 0;
}

function toDividend(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function isIn(left: Value, right: Value): boolean {
  if (isList(right)) return right.some((item) => looseEqual(item, left));
  if (!isScalar(left) || !isScalar(right)) return false;
  return toText(right).includes(toText(left));
}

function isScalar(value: Value): value is string | number | boolean | Date {
  return value !== null && (typeof value !== 'object' || value instanceof Date);
}

function hasKey(left: Value, right: Value): boolean {
  return isObject(left) && right !== null && Object.hasOwn(left, toText(right));
}

/**
 * Same type and same content: instants by time, files by name and bytes, lists by items in order, objects by keys in any order. NaN
 * equals itself. Throws `limit_exceeded` for values nested too deeply or too large; with a walk, for all its comparisons together.
 */
export function deepEqual(left: Value, right: Value, walk: Walk | null = null): boolean {
  return deepEqualAt(left, right, 0, walk);
}

function deepEqualAt(left: Value, right: Value, depth: number, underWay: Walk | null): boolean {
  // Before they are compared: two long texts that differ at their ends take as long as reading them.
  if (typeof left === 'string') return isSameText(left, right, underWay);
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return Number.isNaN(left) && Number.isNaN(right);
  if (left === null || right === null) return false;
  if (left instanceof Date) return right instanceof Date && Object.is(left.getTime(), right.getTime());
  if (left instanceof FileValue) return right instanceof FileValue && sameFile(left, right);
  const walk = underWay ?? new Walk();
  if (isList(left)) return isList(right) && sameItems(left, right, depth, walk);
  return isObject(left) && isObject(right) && sameKeys(left, right, depth, walk);
}

function isSameText(left: string, right: Value, walk: Walk | null): boolean {
  if (typeof right !== 'string' || left.length !== right.length) return false;
  walk?.read(left.length);
  return left === right;
}

function sameItems(left: ValueList, right: ValueList, depth: number, walk: Walk): boolean {
  if (left.length !== right.length) return false;
  walk.enter(depth, left.length);
  return left.every((item, at) => deepEqualAt(item, right[at] ?? null, depth + 1, walk));
}

function sameKeys(left: ValueObject, right: ValueObject, depth: number, walk: Walk): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  walk.enter(depth, keys.length);
  return keys.every(
    (key) => Object.hasOwn(right, key) && deepEqualAt(left[key] ?? null, right[key] ?? null, depth + 1, walk),
  );
}

function sameFile(left: FileValue, right: FileValue): boolean {
  if (left.name !== right.name || left.contentType !== right.contentType) return false;
  if (left.content.byteLength !== right.content.byteLength) return false;
  return left.content.every((byte, at) => byte === right.content[at]);
}
