import { describe, expect, test } from 'vitest';
import { callFunction } from '../../src/kernel/call-function.ts';
import { CardError } from '../../src/run/card-error.ts';
import type { Value } from '../../src/values/value.ts';

const MEBI = 1024 * 1024;

/** Made when a test runs: each is some megabytes. */
function longText(end = ''): string {
  return 'a'.repeat(8 * MEBI) + end;
}

/** Distinct objects that share one long text: small in memory, endless as texts. */
function largeItems(count: number): Value[] {
  const text = longText();
  return Array.from({ length: count }, (_, n) => ({ text, n }));
}

function wideObject(prefix: string, keys: number): Value {
  return Object.fromEntries(Array.from({ length: keys }, (_, at) => [prefix + at, at]));
}

const BOMBS: Readonly<Record<string, () => readonly [name: string, inputs: Readonly<Record<string, Value>>]>> = {
  'rows that have no key in common as CSV': () => [
    'csv:encode',
    { list: Array.from({ length: 20_000 }, (_, at) => ({ [`key ${at}`]: 1 })) },
  ],
  'keys that are long texts of shared objects, grouped': () => ['list:groupBy', { list: largeItems(100), path: '' }],
  'the same, made unique': () => ['list:uniqueBy', { list: largeItems(100), path: '' }],
  'the same, as keys of an index': () => ['list:indexBy', { list: largeItems(100), keyPath: '', valuePath: 'n' }],
  'the same, as keys of an object': () => ['object:zip', { keys: largeItems(100), values: [] }],
  'long texts that differ at their ends, sorted': () => [
    'list:sortBy',
    { list: Array.from({ length: 100 }, (_, at) => at).map(() => longText('b')), path: '' },
  ],
  'long texts that differ at their ends, looked through': () => [
    'list:includes',
    { list: new Array<string>(1_000_000).fill(longText('b')), value: longText('c') },
  ],
  'many lists, zipped': () => {
    const list = new Array<number>(200_000).fill(1);
    return ['list:zip', Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`list${at}`, list]))];
  },
  'wide objects that many places share, merged': () => [
    'list:merge',
    {
      list1: new Array<Value>(1_000_000).fill(wideObject('a', 20)),
      list2: new Array<Value>(1_000_000).fill(wideObject('b', 20)),
    },
  ],
  'far places of lists in lists': () => [
    'object:set',
    { object: {}, path: `a.${new Array(20).fill('999999').join('.')}`, value: 1 },
  ],
};

describe('what is small to write and large to have fails its card', () => {
  test.each(Object.keys(BOMBS))(
    '%s',
    (title) => {
      const [name, inputs] = BOMBS[title]?.() ?? ['', {}];
      expect(kindOf(name, inputs)).toBe('limit_exceeded');
    },
    30_000,
  );

  test('but objects that share a long text may be compared by their content', () => {
    const list = largeItems(40);
    expect(callFunction('list:union', { list1: list, list2: list.slice(20) }).union).toHaveLength(40);
  }, 30_000);
});

function kindOf(name: string, inputs: Readonly<Record<string, Value>>): string {
  try {
    callFunction(name, inputs);
    return 'done';
  } catch (error) {
    if (error instanceof CardError) return error.facts.kind;
    throw error;
  }
}
