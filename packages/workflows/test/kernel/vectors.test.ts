import { describe, expect, test } from 'vitest';
import { CardError, callFunction, KERNEL_FUNCTIONS, toDate, toJson, type Value } from '../../src/index.ts';
import { DEVIATIONS, fieldsOf, HAS_VECTORS, VECTORS, type Vector, vectorTitle } from './vectors.ts';
import { isFlowVector } from './vectors-of-flows.ts';

/** What the vectors call errors, and what ours are. */
const ERROR_KINDS: Readonly<Record<string, string>> = {
  'Array index out of bounds': 'out_of_bounds',
  'invalid JSON': 'invalid_input',
  'Type conversion failed': 'type_conversion',
};

describe.skipIf(!HAS_VECTORS)('the shared vectors of functions', () => {
  test('are each run here, run as a flow, or a deviation that is explained', () => {
    const left = VECTORS.filter((vector) => {
      const places = [isRunHere(vector), isFlowVector(vector), DEVIATIONS.has(vectorTitle(vector))];
      return places.filter((place) => place).length !== 1;
    });
    expect(left.map(vectorTitle)).toEqual([]);
  });

  test('that deviate are all in the file', () => {
    const titles = new Set(VECTORS.map(vectorTitle));
    expect([...DEVIATIONS.keys()].filter((title) => !titles.has(title))).toEqual([]);
  });

  test.each(VECTORS.filter(isRunHere).map((vector) => [vectorTitle(vector), vector] as const))(
    '%s',
    (_title, vector) => {
      expect(outcomeOf(vector)).toEqual(expectedOf(vector));
    },
  );
});

function isRunHere(vector: Vector): boolean {
  const isDeviation = DEVIATIONS.has(vectorTitle(vector));
  return KERNEL_FUNCTIONS.has(vector.function) && !isFlowVector(vector) && !isDeviation;
}

/** The fields that the vector expects, out of what the function gives. */
function outcomeOf(vector: Vector): unknown {
  try {
    const outputs = callFunction(vector.function, inputsOf(vector), { wanted: wantedOf(vector) });
    return selected(outputs, vector);
  } catch (error) {
    if (error instanceof CardError) return { error: error.facts.kind };
    throw error;
  }
}

/** A note that tells the type of the operands stands for what a card declares. */
function inputsOf({ inputs, note }: Vector): Readonly<Record<string, Value>> {
  const fields = fieldsOf(inputs);
  if (note !== 'both operands typed Date') return fields;
  const operands = ['left-operand', 'right-operand'].map((key) => [key, toDate(fields[key] ?? null)]);
  return { ...fields, ...Object.fromEntries(operands) };
}

function wantedOf({ inputs }: Vector): readonly string[] {
  return Array.isArray(inputs.$outputs) ? inputs.$outputs.map(String) : [];
}

function selected(outputs: Readonly<Record<string, Value>>, { expected }: Vector): unknown {
  const keys = new Set([
    ...Object.keys(fieldsOf(expected)),
    ...Object.keys(expected.$matches ?? {}),
    ...Object.keys(expected.$in ?? {}),
  ]);
  return Object.fromEntries([...keys].map((key) => [key, toJson(outputs[key] ?? null)]));
}

function expectedOf({ expected }: Vector): unknown {
  if (expected.$error !== undefined) return { error: ERROR_KINDS[String(expected.$error)] };
  const matched = Object.entries(expected.$matches ?? {}).map(([key, pattern]) => [
    key,
    expect.stringMatching(new RegExp(String(pattern))),
  ]);
  const among = Object.entries(expected.$in ?? {}).map(([key, values]) => [
    key,
    expect.toSatisfy((value) => Array.isArray(values) && values.includes(value)),
  ]);
  return { ...fieldsOf(expected), ...Object.fromEntries([...matched, ...among]) };
}
