import type { Clock } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import { CardError, DEFAULT_WORKFLOW_CHOICES, type Example, type KernelFunction, type Value } from '../../src/index.ts';
import { plainInputs } from '../../src/kernel/plain-inputs.ts';

/** What volatile functions see in examples. */
const EXAMPLE_NOW = new Date('2026-11-22T10:11:12.345Z');

/** Every chance of examples. */
const EXAMPLE_RANDOM = 0.25;

/** One test for each example of each function; whole outputs are compared, and inputs are frozen before. */
export function testExamples(functions: readonly KernelFunction[]): void {
  for (const kernelFunction of functions) {
    describe(kernelFunction.name, () => {
      test('has at least three examples, each with a title of its own', () => {
        const titles = kernelFunction.examples.map((example) => example.title);
        expect({ enough: titles.length >= 3, titles }).toEqual({ enough: true, titles: [...new Set(titles)] });
      });

      test.each(kernelFunction.examples.map((example) => [example.title, example] as const))(
        '%s',
        (_title, example) => {
          expect(outcomeOf(kernelFunction, example)).toEqual(expectedOf(example));
        },
      );
    });
  }
}

function expectedOf(example: Example): unknown {
  return example.error === undefined ? { outputs: example.outputs } : { error: example.error };
}

function outcomeOf(kernelFunction: KernelFunction, example: Example): unknown {
  try {
    return { outputs: callExample(kernelFunction, example) };
  } catch (error) {
    if (error instanceof CardError) return { error: error.message };
    throw error;
  }
}

/** Calls a function with the inputs of an example. */
export function callExample(
  kernelFunction: KernelFunction,
  example: Pick<Example, 'inputs' | 'wanted' | 'choices'>,
): Readonly<Record<string, Value>> {
  deepFreeze(example.inputs);
  return kernelFunction.run({
    inputs: plainInputs(example.inputs, kernelFunction.groups),
    outputs: (example.wanted ?? []).map((key) => ({ group: null, key, type: '*', isList: false })),
    choices: { ...DEFAULT_WORKFLOW_CHOICES, ...example.choices },
    clock: EXAMPLE_CLOCK,
    random: () => EXAMPLE_RANDOM,
  });
}

const EXAMPLE_CLOCK: Clock = { now: () => EXAMPLE_NOW };

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
}
