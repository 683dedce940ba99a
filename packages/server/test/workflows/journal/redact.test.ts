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
    ['https://x.example/?client%5Fsecret=abc&sig=def', 'https://x.example/?client%5Fsecret=[redacted]&sig=[redacted]'],
    ['https://x.example/#access_token=abc', 'https://x.example/#access_token=[redacted]'],
    ['https://ann:abc@x.example/', 'https://ann:[redacted]@x.example/'],
    ['{"tokens":["abc"],"secret":{"value":"def"}}', '{"tokens":["[redacted]"],"secret":{"value":"[redacted]"}}'],
    ['{"password":"ab\\"cd"}', '{"password":"[redacted]"}'],
    ['[{"name":"X-Api-Key","value":"abc"}]', '[{"name":"X-Api-Key","value":"[redacted]"}]'],
    ['GET / HTTP/1.1\nAuthorization: Digest abc\nHost: x', 'GET / HTTP/1.1\nAuthorization: [redacted]\nHost: x'],
    ['<a><wsse:Password Type="t">abc</wsse:Password></a>', '<a><wsse:Password Type="t">[redacted]</wsse:Password></a>'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest', '[redacted]\nrest'],
  ])('are parts of texts by their look: %s', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it('are values of fields whose names stand beside them', () => {
    const headers = [
      { name: 'Authorization', value: 'Digest abc' },
      { Key: 'api_token', Value: 'abc' },
      ['x-client-secret', 'abc'],
      { name: 'Accept', value: 'text/plain' },
    ];
    expect(redact(headers)).toEqual([
      { name: 'Authorization', value: '[redacted]' },
      { Key: 'api_token', Value: '[redacted]' },
      ['x-client-secret', '[redacted]'],
      { name: 'Accept', value: 'text/plain' },
    ]);
  });

  it('are secrets of JSON in JSON in JSON', () => {
    const text = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: 'abc"def' }) }) });
    expect(redactText(text)).not.toContain('abc');
    expect(redactText(text)).not.toContain('def');
  });

  it('is a secret that was told before, as it looks in an address and in JSON', () => {
    const redactor = new Redactor();
    redactor.redact({ token: 'a/b+c="12345"' });
    expect(redactor.redact([encodeURIComponent('a/b+c="12345"'), JSON.stringify({ x: 'a/b+c="12345"' })])).toEqual([
      '[redacted]',
      '{"x":"[redacted]"}',
    ]);
  });

  it('survives texts that are nested without end', () => {
    expect(redactText(`${'['.repeat(400_000)}"token"`)).toContain('token');
    expect(redactText(`${'['.repeat(400_000)}"token"${']'.repeat(400_000)}`)).toContain('token');
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
    for (const text of [
      '"'.repeat(50_000),
      `${'token'.repeat(20_000)}`,
      `"token":"${'\\"'.repeat(50_000)}`,
      `token ${'://a:'.repeat(50_000)}`,
      `token${'<a '.repeat(50_000)}`,
    ]) {
      expect(typeof redactText(text)).toBe('string');
    }
  });
});
