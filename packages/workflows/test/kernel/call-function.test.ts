import { manualClock } from '@headwater/protocol';
import { expect, test } from 'vitest';
import { CardError, callFunction, type Value } from '../../src/index.ts';

test('a function is called with inputs in their order and gives its outputs', () => {
  expect(callFunction('string:concat', { b: 'x', a: 'y' })).toEqual({ output: 'xy' });
});

test('an object under the name of a group fills the group', () => {
  const inputs = { text: 'a1', replacement: '-', patterns: { digits: '\\d' } };
  expect(callFunction('string:replaceAny', inputs)).toEqual({ output: 'a-' });
});

test('clock and chance are those given', () => {
  const clock = manualClock('2016-09-07T16:55:25.670Z');
  expect(callFunction('date:now', {}, { clock })).toMatchObject({
    iso: '2016-09-07T16:55:25+00:00',
    day: 7,
    month: '9',
  });
  expect(callFunction('string:random', { length: 3 }, { random: () => 0 })).toEqual({ output: 'AAA' });
});

test('chance is no sequence that repeats without being given', () => {
  expect(callFunction('string:uuid', {})).not.toEqual(callFunction('string:uuid', {}));
});

test('switches and wanted outputs are passed on', () => {
  const inputs = { string: 'Example', start: 2, end: null };
  expect(callFunction('string:substr', inputs, { choices: { textSegmentEnd: 'length' } })).toEqual({ output: 'ample' });
  expect(callFunction('object:pick', { object: { a: { b: 1 } } }, { wanted: ['a.b', 'c'] })).toEqual({
    'a.b': 1,
    c: null,
  });
});

test.each<[string, string, string]>([
  ['string:substring', 'not_found', 'There is no function "string:substring"; did you mean string:substr'],
  ['STRING:TRIM', 'not_found', 'did you mean string:trim'],
  ['trim', 'not_found', 'There is no function "trim"; names look like "string:trim"'],
  ['__proto__', 'not_found', 'There is no function "__proto__"'],
  ['control:if', 'invalid_input', '"control:if" steers a flow or calls one'],
  ['list:map', 'invalid_input', '"list:map" steers a flow or calls one'],
])('%s says what to do instead', (name, kind, message) => {
  expect(errorOf(name, {})).toEqual({ kind, message: expect.stringContaining(message) });
});

test('a key called __proto__ is an input like any other', () => {
  const inputs: Record<string, Value> = JSON.parse('{"a":"x","__proto__":"y"}');
  expect(callFunction('string:concat', inputs)).toEqual({ output: 'xy' });
});

function errorOf(name: string, inputs: Readonly<Record<string, Value>>): unknown {
  try {
    return callFunction(name, inputs);
  } catch (error) {
    if (error instanceof CardError) return { kind: error.facts.kind, message: error.message };
    throw error;
  }
}
