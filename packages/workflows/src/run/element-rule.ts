import type { CompiledCard } from '../compile/compiled-scope.ts';
import type { Value, ValueObject } from '../values/value.ts';

/**
 * What a result of a helper becomes in a list (workflows-format 5.5): itself where the list is declared one of objects; the single value
 * of a result with one field where it is declared one of texts or numbers; where it is declared one of objects with known keys, itself
 * if it has one of them, else its single value. Nothing is converted.
 */
export function elementRule(card: CompiledCard, output: string): (result: ValueObject) => Value {
  const declared = card.wanted.find(({ key }) => key === output);
  if (declared === undefined) return (result) => result;
  const { schema } = declared;
  if (schema !== null && schema.length > 0) {
    return (result) => (schema.some((key) => Object.hasOwn(result, key)) ? result : singleValue(result));
  }
  return declared.type === 'object' || declared.type === '*' ? (result) => result : singleValue;
}

/** The value of the only field; null without any; the object itself where there are several. */
export function singleValue(result: ValueObject): Value {
  const keys = Object.keys(result);
  const [key] = keys;
  if (key === undefined) return null;
  return keys.length === 1 ? (result[key] ?? null) : result;
}
