import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CardError,
  encodeValue,
  getPath,
  isList,
  type Path,
  PathWriter,
  pathReader,
  setPath,
  toPath,
  unsetPath,
  type Value,
} from '../../src/index.ts';
import { deepEqual } from '../../src/values/compare.ts';
import { anyValue, hostileKey, objectOf } from './arbitraries.ts';

const anyPath: fc.Arbitrary<Path> = fc.oneof(
  fc.array(hostileKey, { minLength: 1, maxLength: 4 }),
  fc.array(hostileKey, { minLength: 1, maxLength: 4 }).map((keys) => keys.join('.')),
);

describe('reading', () => {
  test.each<[Value, Path, Value]>([
    [{ a: { b: [5, 6] } }, 'a.b.1', 6],
    [{ 'a.b': 1, a: { b: 2 } }, 'a.b', 1],
    [{ a: { b: 2 } }, ['a.b'], null],
    [{ 'a.b': { '0': 'x' } }, ['a.b', '0'], 'x'],
    [{ '@odata.nextLink': 'next' }, '@odata.nextLink', 'next'],
    [{ 'First name': { 'Last name': 1 } }, 'First name.Last name', 1],
    [[{ id: 1 }], '0.id', 1],
    [[1, 2], '01', null],
    [[1, 2], '-1', null],
    [[1, 2], 'length', null],
    [[1, 2], '2', null],
    ['text', 'length', null],
    [{ a: 1 }, 'a.b', null],
    [{ a: null }, 'a.b', null],
    [{ a: 1 }, '', { a: 1 }],
    [null, 'a', null],
    [{}, '__proto__', null],
    [{}, 'constructor.name', null],
    [new Date(0), 'getTime', null],
  ])('%j at %j is %j', (value, path, expected) => {
    expect(getPath(value, path)).toEqual(expected);
    expect(pathReader(path)(value)).toEqual(expected);
  });

  test('a compiled path reads what a path reads', () => {
    fc.assert(
      fc.property(anyValue, anyPath, (value, path) => {
        expect(pathReader(path)(value)).toEqual(getPath(value, path));
      }),
    );
  });

  test('an input becomes a path', () => {
    expect([toPath(null), toPath('a.b'), toPath(0), toPath(['a', 1])]).toEqual(['', 'a.b', '0', ['a', '1']]);
    expect(() => toPath({ a: 1 })).toThrow('A path must be text or a list of text; map a text to it');
  });
});

describe('writing', () => {
  test.each<[Value, Path, Value, Value]>([
    [{ a: 1 }, 'b', 2, { a: 1, b: 2 }],
    [{}, 'a.b.c', 1, { a: { b: { c: 1 } } }],
    [{}, 'a.0.b', 1, { a: [{ b: 1 }] }],
    [{}, 'a.2', 1, { a: [null, null, 1] }],
    [{}, ['a', '0'], 1, { a: { '0': 1 } }],
    [{ a: [1, 2] }, ['a', '0'], 9, { a: [9, 2] }],
    [{ 'a.b': 1 }, 'a.b', 2, { 'a.b': 2 }],
    [{ 'a.b': 1 }, ['a', 'b'], 2, { 'a.b': 1, a: { b: 2 } }],
    [{ a: 'text' }, 'a.b', 1, { a: { b: 1 } }],
    [{ a: ['x'] }, 'a.b', 1, { a: { '0': 'x', b: 1 } }],
    [null, 'a', 1, { a: 1 }],
    [null, '1', 1, [null, 1]],
    [{ a: 1 }, '', 5, 5],
    [{ a: new Date(0) }, 'a.b', 1, { a: { b: 1 } }],
  ])('%j with %j set to %j is %j', (value, path, item, expected) => {
    const before = encodeValue(value);
    const text = JSON.stringify(before);
    expect(setPath(value, path, item)).toEqual(expected);
    expect(JSON.stringify(encodeValue(value))).toBe(text);
  });

  test('what was written is read, and the original stays as it was', () => {
    fc.assert(
      fc.property(anyValue, anyPath, anyValue, (value, path, item) => {
        const before = JSON.stringify(encodeValue(value));
        const written = writeOrFail(value, path, item);
        if (written === undefined) return;
        const literal = typeof path === 'string' && !isList(written) ? getPath(written, [path]) : null;
        expect(deepEqual(getPath(written, path), item) || deepEqual(literal, item)).toBe(true);
        expect(JSON.stringify(encodeValue(value))).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('prototypes are never touched', () => {
    const paths: readonly Path[] = ['__proto__.polluted', 'constructor.prototype.polluted', ['__proto__', 'polluted']];
    const written = paths.map((path) => setPath({}, path, true));
    expect(Object.keys(written[0] as object)).toEqual(['__proto__']);
    expect([{}, []].map((each) => (each as { polluted?: unknown }).polluted)).toEqual([undefined, undefined]);
    expect(Object.getPrototypeOf(written[0])).toBe(Object.prototype);
    expect(getPath(written[0] ?? null, '__proto__.polluted')).toBe(true);
  });

  test('several paths share one copy and never one with the original', () => {
    const original = { a: { b: 1 }, untouched: { c: 1 } };
    const writer = new PathWriter(original).set('a.x', 1).set('a.y', 2).set('list.1', 'z');
    expect(writer.value).toEqual({ a: { b: 1, x: 1, y: 2 }, untouched: { c: 1 }, list: [null, 'z'] });
    expect((writer.value as { untouched: unknown }).untouched).toBe(original.untouched);
    expect(original).toEqual({ a: { b: 1 }, untouched: { c: 1 } });
  });

  test('a value that was set is not changed by a later path into it', () => {
    const inner = { b: 1 };
    expect(new PathWriter({}).set('a', inner).set('a.c', 2).value).toEqual({ a: { b: 1, c: 2 } });
    expect(inner).toEqual({ b: 1 });
  });

  test('positions and paths beyond bounds are refused', () => {
    expect(() => setPath({}, 'a.1000000', 1)).toThrow('A list of 1000001 items exceeds the limit of 1000000');
    expect(() => setPath({}, Array<string>(251).fill('a').join('.'), 1)).toThrow(CardError);
  });
});

describe('removing', () => {
  test.each<[Value, Path, Value]>([
    [{ a: 1, b: 2 }, 'a', { b: 2 }],
    [{ a: { b: 1, c: 2 } }, 'a.b', { a: { c: 2 } }],
    [{ 'a.b': 1, a: { b: 2 } }, 'a.b', { a: { b: 2 } }],
    [{ a: [{ b: 1 }, 2] }, 'a.0.b', { a: [{}, 2] }],
    [{ a: [1, 2, 3] }, 'a.1', { a: [1, null, 3] }],
    [{ a: [1] }, 'a.5', { a: [1] }],
    [{ a: 1 }, 'a.b', { a: 1 }],
    [{ a: 1 }, 'toString', { a: 1 }],
    [{ a: 1 }, '', { a: 1 }],
    [null, 'a', null],
  ])('%j without %j is %j', (value, path, expected) => {
    const before = JSON.stringify(value);
    expect(unsetPath(value, path)).toEqual(expected);
    expect(JSON.stringify(value)).toBe(before);
  });

  test('a removed path reads null', () => {
    fc.assert(
      fc.property(anyValue, fc.array(hostileKey, { minLength: 1, maxLength: 3 }), (value, path) => {
        expect(getPath(unsetPath(value, path), path)).toBeNull();
      }),
    );
  });

  test('a key called __proto__ is a key', () => {
    const value = objectOf([
      ['__proto__', 1],
      ['a', 2],
    ]);
    expect(Object.entries(unsetPath(value, '__proto__') as object)).toEqual([['a', 2]]);
  });
});

function writeOrFail(value: Value, path: Path, item: Value): Value | undefined {
  try {
    return setPath(value, path, item);
  } catch (error) {
    if (error instanceof CardError) return undefined;
    throw error;
  }
}
