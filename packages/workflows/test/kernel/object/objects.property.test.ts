import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getPath, type Value } from '../../../src/index.ts';
import { jsonParse } from '../../../src/kernel/json/parse.ts';
import { jsonStringify } from '../../../src/kernel/json/stringify.ts';
import { objectClearEmpty } from '../../../src/kernel/object/clear-empty.ts';
import { objectCollapse } from '../../../src/kernel/object/collapse.ts';
import { objectConstruct } from '../../../src/kernel/object/construct.ts';
import { objectMerge } from '../../../src/kernel/object/merge.ts';
import { objectPick } from '../../../src/kernel/object/pick.ts';
import { objectSplit } from '../../../src/kernel/object/split.ts';
import { objectUnzip } from '../../../src/kernel/object/unzip.ts';
import { objectZip } from '../../../src/kernel/object/zip.ts';
import { deepEqual } from '../../../src/values/compare.ts';
import { anyValue, hostileKey, objectOf } from '../../values/arbitraries.ts';
import { callExample } from '../examples.ts';

const anyObject = fc.array(fc.tuple(hostileKey, anyValue), { maxLength: 6 }).map(objectOf);

/** Whole equality, own keys called `__proto__` included. */
function expectSame(actual: Value | undefined, expected: Value): void {
  expect(deepEqual(actual ?? null, expected)).toBe(true);
  expect(Object.getPrototypeOf(actual)).toBe(Object.prototype);
}

test('what was split or unzipped can be put together again, whatever its keys are called', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      const { list } = callExample(objectSplit, { inputs: { object } });
      expectSame(callExample(objectCollapse, { inputs: { list: list ?? null } }).output, object);
      expectSame(callExample(objectZip, { inputs: callExample(objectUnzip, { inputs: { object } }) }).object, object);
      expectSame(callExample(objectMerge, { inputs: { start: object, sink: object } }).output, object);
    }),
  );
});

test('an object is constructed of its own keys, and every key can be picked and read', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      const inputs = object as { readonly [key: string]: Value };
      expectSame(callExample(objectConstruct, { inputs, choices: { constructDots: 'literal' } }).output, object);
      const wanted = Object.keys(inputs).filter((key) => key !== '');
      const picked = callExample(objectPick, { inputs: { object }, wanted });
      for (const key of wanted) {
        const value = Object.getOwnPropertyDescriptor(inputs, key)?.value as Value;
        expect(deepEqual((Object.getOwnPropertyDescriptor(picked, key)?.value ?? null) as Value, value)).toBe(true);
        expect(deepEqual(getPath(object, [key]), value)).toBe(true);
      }
    }),
  );
});

test('keys with dots never reach a prototype', () => {
  const dotted = fc.array(hostileKey, { minLength: 1, maxLength: 4 }).map((keys) => keys.join('.'));
  fc.assert(
    fc.property(fc.array(fc.tuple(dotted, anyValue), { maxLength: 6 }), (entries) => {
      callExample(objectConstruct, { inputs: objectOf(entries) as { readonly [key: string]: Value } });
      expect(Object.getOwnPropertyNames({})).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(Object.keys(Array.prototype)).toEqual([]);
    }),
  );
});

test('clearing twice changes nothing more', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      const once = callExample(objectClearEmpty, { inputs: { object, recursive: true } }).output ?? null;
      const twice = callExample(objectClearEmpty, { inputs: { object: once, recursive: true } }).output ?? null;
      expect(deepEqual(once, twice)).toBe(true);
    }),
  );
});

test('JSON text is read as what it was written from', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const object = json as Value;
      const string = callExample(jsonStringify, { inputs: { object } }).output ?? null;
      const back = callExample(jsonParse, { inputs: { string } }).output;
      expect(JSON.stringify(back)).toBe(JSON.stringify(json));
    }),
  );
});
