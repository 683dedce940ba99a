import { expect, it } from 'vitest';
import { nextLink } from '../../src/http/next-link.ts';

const ORIGIN = 'https://example.okta.com';

it.each([
  [
    'two header lines',
    ['<https://example.okta.com/a>; rel="self"', '<https://example.okta.com/a?after=x&limit=2>; rel="next"'],
    '/a?after=x&limit=2',
  ],
  [
    'one header line',
    '<https://example.okta.com/a>; rel="self", <https://example.okta.com/a?after=1,2>; rel="next"',
    '/a?after=1,2',
  ],
  ['a relative address', '</a?after=x>; rel=next', '/a?after=x'],
  ['another parameter before', '<https://example.okta.com/b>; title="a, b"; rel="next"', '/b'],
  ['another host, which is not followed', '<https://evil.example/a?after=x>; rel="next"', '/a?after=x'],
  ['the last page', '<https://example.okta.com/a>; rel="self"', undefined],
  ['no links', undefined, undefined],
])('%s', (_, link, expected) => {
  expect(nextLink({ link }, ORIGIN)).toBe(expected);
});
