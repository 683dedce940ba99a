import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CardError,
  decodeValue,
  encodeValue,
  FileValue,
  fromJson,
  type Json,
  toJson,
  type Value,
} from '../../src/index.ts';
import { MAX_DEPTH } from '../../src/values/bounds.ts';
import { deepEqual } from '../../src/values/compare.ts';
import { anyValue, objectOf } from './arbitraries.ts';

function throughText(value: Value): Value {
  return decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as Json);
}

function nested(depth: number): Value {
  let value: Value = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { $date: value } : [value];
  return value;
}

describe('encoding', () => {
  test('any value comes back from text as it was', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(throughText(value)).toEqual(value);
        expect(deepEqual(throughText(value), value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Value, Json]>([
    ['an instant', new Date(0), { $date: '1970-01-01T00:00:00.000Z' }],
    ['a number that JSON cannot say', Number.NaN, { $number: 'NaN' }],
    ['a negative zero', -0, { $number: '-0' }],
    [
      'a file',
      new FileValue('a.csv', 'text/csv', new Uint8Array([104, 105, 255])),
      { $file: { name: 'a.csv', contentType: 'text/csv', base64: 'aGn/' } },
    ],
    ['an object like the encoding of an instant', { $date: 'x' }, { $object: { $date: 'x' } }],
    [
      'an object like the escape itself',
      { $object: { $date: 1 } },
      { $object: { $object: { $object: { $date: 1 } } } },
    ],
    ['an object with a mark among others', { $date: 'x', a: 1 }, { $date: 'x', a: 1 }],
  ])('%s has its own form', (_title, value, encoded) => {
    expect(encodeValue(value)).toEqual(encoded);
    expect(decodeValue(encoded)).toEqual(value);
  });

  test('keeps a key called __proto__ as a key', () => {
    const value = objectOf([['__proto__', new Date(5)]]);
    const back = throughText(value) as { [key: string]: Value };
    expect(Object.keys(back)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(back, '__proto__')?.value).toEqual(new Date(5));
  });

  test('does not copy what is plain already', () => {
    const value = { a: [1, 'b', { c: null }] };
    expect(encodeValue(value)).toBe(value);
    expect(decodeValue(value)).toBe(value);
    expect(toJson(value)).toBe(value);
    expect(fromJson(value)).toBe(value);
  });

  test('copies only what it changes', () => {
    const plain = { c: [1] };
    const encoded = encodeValue({ plain, at: new Date(0) }) as { readonly plain: unknown };
    expect(encoded.plain).toBe(plain);
  });

  test('takes values nested as deeply as allowed and refuses deeper ones', () => {
    expect(throughText(nested(MAX_DEPTH))).toEqual(nested(MAX_DEPTH));
    expect(() => encodeValue(nested(MAX_DEPTH + 2))).toThrow(CardError);
  });
});

describe('plain JSON', () => {
  test('has instants as text and files without bytes', () => {
    const file = new FileValue('a.csv', 'text/csv', new Uint8Array(3));
    expect(toJson({ at: new Date(0), files: [file], not: Number.NaN, text: 'a' })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      files: [{ name: 'a.csv', contentType: 'text/csv', size: 3 }],
      not: null,
      text: 'a',
    });
  });

  test('is what JSON.stringify would write', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(JSON.stringify(toJson(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('is refused as a value when it is nested too deeply', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => fromJson(JSON.parse(text))).toThrow(/nested deeper than 500 levels/);
  });

  test('is refused as a value when it is no data', () => {
    expect(() => fromJson({ a: () => 1 })).toThrow(TypeError);
    expect(() => fromJson(new Map())).toThrow(TypeError);
    expect(() => fromJson([undefined])).toThrow(TypeError);
  });
});
