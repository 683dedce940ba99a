import { describe, expect, it } from 'vitest';
import { matchUrl } from '../../../src/test-file/match/match-url.ts';

const URL = 'https://api.example/people/1?b=2&a=%201';

describe('an address', () => {
  it.each([
    { url: 'https://api.example/people/1' },
    { url: '/people/1' },
    { url: '/people/1?a=+1&b=2' },
    { url: 'https://api.example/people/1?b=2&a= 1' },
    { pattern: 'https://*/people/*' },
    { pattern: '/people/*?b=2*' },
    { pattern: '*' },
    { query: { b: '2' } },
    { query: { b: 2, a: ' 1', c: { $absent: true } } },
    {},
  ])('is as expected: %j', (expected) => {
    expect(matchUrl(expected, URL)).toEqual([]);
  });

  it.each([
    [{ url: 'https://api.example/people' }, [`the address is ${URL}, expected https://api.example/people`]],
    [{ url: '/people/1?b=2' }, [`the address is ${URL}, expected /people/1?b=2`]],
    [{ url: '/people/1?' }, [`the address is ${URL}, expected /people/1?`]],
    [{ pattern: '/people/*/x' }, [`the address is ${URL}, expected one like /people/*/x`]],
    [{ pattern: '/people/1*1*1' }, [`the address is ${URL}, expected one like /people/1*1*1`]],
    [{ query: { b: '3' } }, ['query.b is "2", expected "3"']],
  ])('is not as expected: %j', (expected, problems) => {
    expect(matchUrl(expected, URL)).toEqual(problems);
  });

  it('has a list for a parameter that comes several times', () => {
    expect(matchUrl({ query: { id: ['1', '2'] } }, 'https://a.example/?id=1&id=2')).toEqual([]);
  });
});
