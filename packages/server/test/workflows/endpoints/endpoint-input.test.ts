import { expect, it } from 'vitest';
import { endpointInput } from '../../../src/workflows/endpoints/endpoint-input.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function bodyOf(text: string, headers: Record<string, string> = FORM): unknown {
  return endpointInput({ headers, query: '', body: Buffer.from(text) }).body;
}

it('gives the fields of a form, a list where a name comes several times', () => {
  expect(bodyOf('a=1&b=2&a=3&c')).toEqual({ a: ['1', '3'], b: '2', c: '' });
});

it('reads a form of many names in time that grows with it, and one of too many as text alone', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `n${at}`);
  expect(Object.keys(bodyOf(names.join('&')) as object)).toEqual(names);
  const text = '&'.repeat(10_000_000);
  const { raw, body } = endpointInput({ headers: FORM, query: '', body: Buffer.from(text) });
  expect([raw?.body === text, body]).toEqual([true, {}]);
});

it('takes names of JavaScript for names', () => {
  expect(Object.entries(bodyOf('__proto__=1&constructor=2') as object)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

it('gives no fields of JSON that is nested without end', () => {
  expect(bodyOf(`{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`, {})).toEqual({});
});
