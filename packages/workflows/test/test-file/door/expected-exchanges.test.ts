import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../src/test-file/document/test-document.ts';
import { ExpectedExchanges } from '../../../src/test-file/door/expected-exchanges.ts';
import { toSentRequest } from '../../../src/test-file/door/sent-request.ts';

function sent(method: string, url: string, body: string | null = null, headers: Record<string, string> = {}) {
  const request = { connection: null, method, url, headers, body, timeoutMilliseconds: 1, callId: 'c' };
  return toSentRequest(request, url, null);
}

function exchanges(...expectations: readonly Expectation[]): ExpectedExchanges {
  return new ExpectedExchanges(expectations.map((expectation, index) => ({ expectation, place: `http[${index}]` })));
}

describe('expected exchanges', () => {
  it('answer with the first that fits, however often it is asked', () => {
    const door = exchanges(
      { method: 'POST', url: '/a', response: { status: 201 } },
      { url: '/a', response: { body: { first: true }, headers: { 'X-A': '1' } } },
      { url: '/a', response: { body: 'second' } },
    );
    const get = sent('get', 'https://x.example/a');
    expect([
      door.answer(get),
      door.answer(get),
      door.answer(sent('POST', 'https://x.example/a')),
      door.unmet(),
    ]).toEqual([
      { body: { first: true }, headers: { 'X-A': '1' } },
      { body: { first: true }, headers: { 'X-A': '1' } },
      { status: 201 },
      [],
    ]);
  });

  it('answer as often as they say, then the next one, and tell what was not asked', () => {
    const door = exchanges(
      { url: '/a', times: 1, response: { body: 1 } },
      { url: '/a', times: 2, response: { body: 2 } },
    );
    const get = sent('GET', 'https://x.example/a');
    expect([door.answer(get), door.answer(get), door.unmet()]).toEqual([
      { body: 1 },
      { body: 2 },
      ['http[1] (any /a) was asked once, expected 2 times'],
    ]);
    door.answer(get);
    expect([door.answer(get), door.nearest(get), door.unmet()]).toEqual([
      undefined,
      'http[0] fits, but is expected once',
      [],
    ]);
  });

  it('answer one after the other, the last one from then on', () => {
    const door = exchanges({ url: '/a', responses: [{ status: 429 }, { status: 503 }, { body: 'ok' }] });
    const get = sent('GET', 'https://x.example/a');
    expect([1, 2, 3, 4].map(() => door.answer(get))).toEqual([
      { status: 429 },
      { status: 503 },
      { body: 'ok' },
      { body: 'ok' },
    ]);
  });

  it.each([
    ['timeout', 'GET https://x.example/a was not answered in time'],
    ['connection', 'GET https://x.example/a found no connection'],
  ] as const)('may fail without an answer: %s', (failure, message) => {
    const door = exchanges({ url: '/a', response: { failure } });
    expect(() => door.answer(sent('GET', 'https://x.example/a'))).toThrow(message);
  });

  it('look at JSON and forms by what they mean, at texts as they are', () => {
    const door = exchanges(
      { body: { a: 1 }, response: { body: 'part' } },
      { body: { $exactly: { grant_type: 'x', scope: 'a b' } }, response: { body: 'form' } },
      { body: '{"b": 1}', response: { body: 'text' } },
      { headers: { 'Content-Type': { $contains: 'xml' } }, response: { body: 'header' } },
    );
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect([
      door.answer(sent('POST', 'https://x.example', '{"b": 2, "a": 1}')),
      door.answer(sent('POST', 'https://x.example', 'grant_type=x&scope=a+b', form)),
      door.answer(sent('POST', 'https://x.example', '{"b": 1}')),
      door.answer(sent('POST', 'https://x.example', '<a/>', { 'content-type': 'text/xml' })),
      door.answer(sent('POST', 'https://x.example', '{"b":1}')),
    ]).toEqual([{ body: 'part' }, { body: 'form' }, { body: 'text' }, { body: 'header' }, undefined]);
  });

  it('say which of them comes nearest to a request that none expects', () => {
    const door = exchanges(
      { method: 'GET', url: '/other' },
      { method: 'POST', url: '/people', body: { id: 1, name: 'Ada' } },
      { method: 'DELETE', url: '/people' },
    );
    expect(door.nearest(sent('POST', 'https://x.example/people', '{"id": 2, "name": "Ada"}'))).toBe(
      'http[1] is nearest, but body.id is 2, expected 1',
    );
    expect(exchanges().nearest(sent('GET', 'https://x.example'))).toBe('');
  });
});
