import fc from 'fast-check';
import { FileValue, setKey, type Value } from '../../src/index.ts';

/** Keys that are names of every object, marks of the encoding, paths, or anything. */
export const hostileKey = fc.oneof(
  { weight: 2, arbitrary: fc.string() },
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'toJSON',
    '',
    '.',
    'a.b',
  ),
  fc.constantFrom('$date', '$file', '$number', '$object', '0', '1', '00', '-1', '1e3'),
);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.date({ noInvalidDate: true }),
  fc
    .record({ name: fc.string(), bytes: fc.uint8Array({ maxLength: 20 }) })
    .map(({ name, bytes }): Value => new FileValue(name, 'application/octet-stream', bytes)),
);

/** Any value of a flow, a few levels deep. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 5 }).map(objectOf),
  ),
})).value;

/** An object with own keys only, whatever they are called. */
export function objectOf(entries: readonly (readonly [string, Value])[]): Value {
  const object: { [key: string]: Value } = {};
  for (const [key, value] of entries) setKey(object, key, value);
  return object;
}
