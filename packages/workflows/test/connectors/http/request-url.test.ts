import { describe, expect, test } from 'vitest';
import { pathSegment, requestUrl } from '../../../src/connectors/http/request-url.ts';
import type { Value } from '../../../src/values/value.ts';

describe('the URL of a request', () => {
  test.each<[string, Value, string]>([
    ['https://a.example/x', null, 'https://a.example/x'],
    ['https://a.example/x', {}, 'https://a.example/x'],
    ['https://a.example/x', '?', 'https://a.example/x'],
    ['https://a.example/x', { x: 'one', y: 'two' }, 'https://a.example/x?x=one&y=two'],
    ['https://a.example/x?a=1', { b: 2 }, 'https://a.example/x?a=1&b=2'],
    ['https://a.example/x?', { b: true }, 'https://a.example/x?b=true'],
    ['https://a.example/x', { b: null, c: '', d: [1, 2] }, 'https://a.example/x?b=&c=&d=1&d=2'],
    ['https://a.example/x', { $filter: "a eq 'b&c'" }, "https://a.example/x?$filter=a%20eq%20'b%26c'"],
    ['https://a.example/x', '?q=a b&c=d', 'https://a.example/x?q=a%20b&c=d'],
    [
      'https://graph.microsoft.com/beta/users?$top=2&$filter=accountEnabled eq true',
      {},
      'https://graph.microsoft.com/beta/users?$top=2&$filter=accountEnabled%20eq%20true',
    ],
    [
      "https://h.example/emps?offset=0&q= CreationDate >= '2023-11-28'",
      null,
      "https://h.example/emps?offset=0&q=%20CreationDate%20%3E=%20'2023-11-28'",
    ],
    ['https://randomuser.me/api/?nat=AU,CA', null, 'https://randomuser.me/api/?nat=AU,CA'],
    ['https://a.example/%20é\n"#frag', null, 'https://a.example/%20%C3%A9%0A%22'],
    ['  https://a.example/x ', null, 'https://a.example/x'],
  ])('%s with %j is %s', (url, query, expected) => {
    expect(requestUrl(url, query)).toBe(expected);
  });

  test('takes no list as a query', () => {
    expect(() => requestUrl('https://a.example', ['a'])).toThrow('The query is a list; give an object or text.');
  });
});

test.each([
  ['neil.gilbert@contoso.test', 'neil.gilbert%40contoso.test'],
  ['../../groups/x?y#z', '..%2F..%2Fgroups%2Fx%3Fy%23z'],
  ['..', '%2E%2E'],
  ['.', '%2E'],
])('%s as a segment of a path is %s', (text, expected) => {
  expect(pathSegment(text)).toBe(expected);
});
