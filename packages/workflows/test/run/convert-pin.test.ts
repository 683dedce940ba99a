import { expect, test } from 'vitest';
import { convertPin } from '../../src/run/convert-pin.ts';
import type { Value } from '../../src/values/value.ts';

const AT = new Date('2026-01-02T03:04:05.006Z');
const ISO = '2026-01-02T03:04:05.006Z';

const ROWS: readonly (readonly [Parameters<typeof convertPin>[0]['convert'], Value, Value])[] = [
  ['parse', '{"a":[1]}', { a: [1] }],
  ['parse', { a: 1 }, { a: 1 }],
  ['parse', [1], [1]],
  ['parse', 7, 7],
  ['parse', ' ', null],
  ['parse', null, null],
  ['stringify', { a: [AT] }, `{"a":["${ISO}"]}`],
  ['stringify', [1, 'x'], '[1,"x"]'],
  ['stringify', 'text without quotes', 'text without quotes'],
  ['stringify', null, null],
  ['toString', 1.5, '1.5'],
  ['toString', [1], '[1]'],
  ['toString', null, null],
  ['booleanToString', false, 'false'],
  ['booleanToString', null, null],
  ['parseFloat', '2.5', 2.5],
  ['parseFloat', 2.5, 2.5],
  ['parseFloat', '', null],
  ['parseFloat', null, null],
  ['dateTime', ISO, AT],
  ['dateTime', AT, AT],
  ['dateTime', AT.getTime(), AT],
  ['dateTime', '', null],
  ['dateTime', null, null],
  ['isoString', AT, ISO],
  ['isoString', '2026-01-02T03:04:05.006+00:00', ISO],
  ['isoString', '', null],
  ['isoString', null, null],
  ['wrapArray', 'x', ['x']],
  ['wrapArray', ['x'], ['x']],
  ['wrapArray', [['x']], [['x']]],
  ['wrapArray', null, []],
  [null, 'x', 'x'],
];

test.each(ROWS)('%s makes %j into %j', (convert, value, made) => {
  expect(convertPin({ slot: 0, convert, wrap: false }, value)).toEqual(made);
});

test.each<readonly [Value, Value]>([
  ['{"a":1}', [{ a: 1 }]],
  ['[1]', [1]],
  ['', []],
  [null, []],
])('a pin that wraps what it converted makes %j into %j', (value, made) => {
  expect(convertPin({ slot: 0, convert: 'parse', wrap: true }, value)).toEqual(made);
});

test.each<readonly ['parse' | 'parseFloat' | 'dateTime' | 'isoString', Value]>([
  ['parse', 'no json'],
  ['parseFloat', 'potato'],
  ['parseFloat', [1]],
  ['dateTime', 'one day'],
  ['isoString', {}],
])('%s fails for %j', (convert, value) => {
  expect(() => convertPin({ slot: 0, convert, wrap: false }, value)).toThrow('Invalid type conversion');
});
