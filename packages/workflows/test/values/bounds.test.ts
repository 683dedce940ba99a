import { describe, expect, test } from 'vitest';
import { CardError, encodeValue, fromJson, toJson, toText, type Value } from '../../src/index.ts';
import { listFlatten } from '../../src/kernel/list/flatten.ts';
import { clearObject } from '../../src/kernel/object/clear.ts';
import { checkList, checkText, MAX_LIST_LENGTH, MAX_TEXT_LENGTH } from '../../src/values/bounds.ts';
import { deepEqual } from '../../src/values/compare.ts';
import { ValueSet } from '../../src/values/value-set.ts';
import { callExample } from '../kernel/examples.ts';

/** A few bytes of memory that a walk through meets 2^50 times. */
function explosive(wrap: (value: Value) => Value): Value {
  let value: Value = wrap(null);
  for (let level = 0; level < 50; level++) value = wrap(value);
  return value;
}

const twoItems = (value: Value): Value => (value === null ? [] : [value, value]);
const twoKeys = (value: Value): Value => (value === null ? { a: 1 } : { a: value, b: value });

function kindOf(walk: () => unknown): string {
  try {
    walk();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof CardError ? error.facts.kind : String(error);
  }
}

describe('values that are small but endless to walk through fail the card', () => {
  test.each<[string, (value: Value) => unknown]>([
    ['as text', toText],
    ['as JSON', toJson],
    ['encoded', encodeValue],
    ['taken from outside', fromJson],
    ['in a set', (value) => new ValueSet().add(value)],
  ])('%s', (_title, walk) => {
    expect([kindOf(() => walk(explosive(twoItems))), kindOf(() => walk(explosive(twoKeys)))]).toEqual([
      'limit_exceeded',
      'limit_exceeded',
    ]);
  });

  test('compared', () => {
    expect(kindOf(() => deepEqual(explosive(twoItems), explosive(twoItems)))).toBe('limit_exceeded');
    expect(kindOf(() => deepEqual(explosive(twoKeys), explosive(twoKeys)))).toBe('limit_exceeded');
  });

  test('flattened', () => {
    expect(kindOf(() => callExample(listFlatten, { inputs: { lists: explosive(twoItems) } }))).toBe('limit_exceeded');
  });

  test('cleared', () => {
    expect(kindOf(() => clearObject({ a: explosive(twoKeys) }, true))).toBe('limit_exceeded');
  });
});

test('a text and a list may be as long as the bound and no longer', () => {
  const text = 'x'.repeat(MAX_TEXT_LENGTH);
  const list = new Array<Value>(MAX_LIST_LENGTH).fill(null);
  expect([checkText(text) === text, checkList(list) === list]).toEqual([true, true]);
  expect([kindOf(() => checkText(`${text}x`)), kindOf(() => checkList([...list, null]))]).toEqual([
    'limit_exceeded',
    'limit_exceeded',
  ]);
});
