import { manualClock } from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CardError,
  callFunction,
  decodeValue,
  encodeValue,
  FileValue,
  KERNEL_FUNCTIONS,
  type KernelFunction,
  type Value,
} from '../../src/index.ts';

/** Values that some card takes for something else. */
const ODD: readonly Value[] = [
  null,
  '',
  ' ',
  '0',
  'potato',
  '__proto__',
  'constructor',
  'a.b.0.c',
  '{"a":[1]}',
  '(',
  '{{{a}}}',
  '\ud800',
  'shake128',
  '%E0%A4%A',
  -1,
  0,
  0.5,
  1e21,
  -1e308,
  true,
  false,
  new Date(0),
  new Date(8.64e15),
  new Date(Number.NaN),
  new FileValue('a.bin', 'application/octet-stream', Uint8Array.of(0xff, 0, 1)),
  [],
  [null],
  [[['a']], { a: 1 }, 'a', 1, new Date(5)],
  {},
  { a: { b: { c: [1, { d: null }] } } },
  JSON.parse('{"__proto__":{"x":1},"constructor":"y","":0}'),
];

const clock = manualClock('2026-11-22T10:11:12.345Z');

describe('whatever its inputs are', () => {
  test.each([...KERNEL_FUNCTIONS.values()].map((found) => [found.name, found] as const))(
    '%s gives values or fails as a card, and changes nothing',
    (name, found) => {
      fc.assert(
        fc.property(oddInputs(found), (inputs) => {
          for (const value of Object.values(inputs)) deepFreeze(value);
          try {
            const outputs = callFunction(name, inputs, { wanted: ['a', 'constructor'], clock, random: () => 0.999 });
            expect(isValue({ ...outputs })).toBe(true);
          } catch (error) {
            if (!(error instanceof CardError)) throw error;
            expect(error.message).not.toBe('');
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});

/** Inputs of one of the examples, some of them replaced. */
function oddInputs(found: KernelFunction): fc.Arbitrary<Readonly<Record<string, Value>>> {
  const odd = fc.constantFrom(...ODD);
  return fc
    .constantFrom(...found.examples)
    .chain(({ inputs }) =>
      fc.record(
        Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, fc.oneof(fc.constant(value), odd, odd)])),
      ),
    );
}

/** Whether all of it can be written down and read again. */
function isValue(value: Value): boolean {
  decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));
  return true;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
}
