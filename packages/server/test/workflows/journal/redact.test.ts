import type { Json } from '@headwater/workflows';
import { describe, expect, it } from 'vitest';
import { Redactor, redactText } from '../../../src/workflows/journal/redact.ts';

const redact = (json: Json) => new Redactor().redact(json);

describe('what history leaves out', () => {
  it.each([
    'Authorization',
    'X-API-Key',
    'api key',
    'apiKey',
    'client_secret',
    'password',
    'Passwd',
    'access_token',
    'refreshToken',
    'Set-Cookie',
    'cookie',
    'private_key',
  ])('are texts called %s', (name) => {
    expect(redact({ [name]: 'abcdefgh', other: 'abc' })).toEqual({ [name]: '[redacted]', other: 'abc' });
  });

  it.each([
    ['Bearer abc.def-ghi', 'Bearer [redacted]'],
    ['curl -H "Authorization: SSWS 00abcdefgh"', 'curl -H "Authorization: SSWS [redacted]"'],
    ['id eyJhbGciOi.eyJzdWIiOi.c2ln end', 'id [redacted] end'],
    ['{"access_token":"abc","n":1}', '{"access_token":"[redacted]","n":1}'],
    ['{\\"client_secret\\": \\"abc\\"}', '{\\"client_secret\\": \\"[redacted]\\"}'],
    ['grant_type=x&client_secret=abc&a=b', 'grant_type=x&client_secret=[redacted]&a=b'],
    ['https://x.example/?api_key=abc#a', 'https://x.example/?api_key=[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest', '[redacted]\nrest'],
  ])('are parts of texts by their look: %s', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it('is a secret that was told before, under any name', () => {
    const redactor = new Redactor();
    redactor.redact({ headers: { Authorization: 'Bearer hunter2hunter2' } });
    expect(redactor.redact({ p: 'hunter2hunter2', text: 'it is hunter2hunter2!' })).toEqual({
      p: '[redacted]',
      text: 'it is [redacted]!',
    });
  });

  it('are texts at any depth below such a name, but neither numbers nor empty texts', () => {
    expect(redact({ tokens: [{ value: 'abc', n: 5, is: true, none: null, empty: '' }] })).toEqual({
      tokens: [{ value: '[redacted]', n: 5, is: true, none: null, empty: '' }],
    });
  });

  it('is nothing else: what holds no secret is the same object', () => {
    const plain: Json = { name: 'Ann', list: [1, 'basic needs', { when: '2026-03-01' }] };
    expect(redact(plain)).toBe(plain);
  });

  it('does not take a key for the prototype', () => {
    const odd = JSON.parse('{"__proto__": {"token": "abcdef"}, "b": 1}') as Json;
    expect(JSON.stringify(redact(odd))).toBe('{"__proto__":{"token":"[redacted]"},"b":1}');
  });

  it('takes no long time over texts made to take long', () => {
    for (const text of ['"'.repeat(50_000), `${'token'.repeat(20_000)}`, `"token":"${'\\"'.repeat(50_000)}`]) {
      expect(typeof redactText(text)).toBe('string');
    }
  });
});
