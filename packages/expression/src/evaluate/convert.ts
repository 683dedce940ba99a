import { describeValue, isList, isMap, type Value, type ValueMap } from '../value.ts';
import type { Evaluation } from './evaluation.ts';

/** A text argument: numbers and Booleans become text as in SpEL, null stays null. */
export function asText(evaluation: Evaluation, value: Value): string | null {
  if (typeof value === 'string' || value === null) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw mismatch(evaluation, 'a text', value, isList(value) ? 'Use Arrays.toCsvString to make one of a list.' : '');
}

/** A text argument where null counts as "". */
export function asTextOrEmpty(evaluation: Evaluation, value: Value): string {
  return asText(evaluation, value) ?? '';
}

/** A whole number; a text of digits counts, as every value of a CSV file is text. */
export function asInteger(evaluation: Evaluation, value: Value): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value)) return Number(value);
  throw mismatch(evaluation, 'a whole number', value, 'Use Convert.toInt for a decimal.');
}

/** A list; a CSV text may stand for one, and null for the empty list (import-semantics 6.3). */
export function asList(evaluation: Evaluation, value: Value): readonly Value[] {
  if (value === null || value === '') return [];
  if (typeof value === 'string') return splitCsv(evaluation, value);
  if (isList(value)) return value;
  throw mismatch(evaluation, 'a list or a CSV text', value, 'Write {a, b} for a list.');
}

export function asMap(evaluation: Evaluation, value: Value): ValueMap {
  if (isMap(value)) return value;
  throw mismatch(evaluation, "an object such as {'group.type': 'OKTA_GROUP'}", value, '');
}

/** The pieces between commas; they are not trimmed. */
export function splitCsv(evaluation: Evaluation, text: string): readonly string[] {
  evaluation.work(text.length);
  let pieces = 1;
  for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) pieces += 1;
  evaluation.makeText(text.length);
  evaluation.makeList(pieces);
  return text.split(',');
}

/** Equality of values: no conversions, lists and objects by content (import-semantics 6.1). */
export function areEqual(evaluation: Evaluation, left: Value, right: Value, depth = 0): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length !== right.length) return false;
    evaluation.work(left.length);
    return left === right;
  }
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return left === right;
  if (depth > evaluation.nesting) {
    throw evaluation.fail('too_deep', `The values compared are nested deeper than ${evaluation.nesting} levels.`);
  }
  if (isList(left) || isList(right)) {
    if (!isList(left) || !isList(right) || left.length !== right.length) return false;
    evaluation.work(left.length);
    return left.every((item, index) => areEqual(evaluation, item, right[index] ?? null, depth + 1));
  }
  const names = Object.keys(left);
  evaluation.work(names.length);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) => Object.hasOwn(right, name) && areEqual(evaluation, left[name] ?? null, right[name] ?? null, depth + 1),
  );
}

/** The error for a value of the wrong kind. */
export function mismatch(evaluation: Evaluation, wanted: string, value: Value, advice: string): Error {
  const sentence = `${evaluation.callee} needs ${wanted}, but got ${describeValue(value)}.`;
  return evaluation.fail('type_mismatch', advice === '' ? sentence : `${sentence} ${advice}`);
}
