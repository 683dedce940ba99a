import type { AttributeFormat } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../../src/directory/profile-schemas/formats/formats.ts';
import { followsLoginRule, readLoginRule } from '../../../src/directory/profile-schemas/formats/login.ts';

const TABLE: Readonly<Record<AttributeFormat, { readonly good: readonly string[]; readonly bad: readonly string[] }>> =
  {
    email: {
      good: [
        'ada@example.com',
        'a.b+c@x.co',
        "o'neil@x.org",
        'isáàc.bröck@exämple.com',
        'ada@localhost',
        '用户@例子.广告',
        'a_b-c@x-y.z9',
      ],
      bad: [
        '',
        'ada',
        '@x.org',
        'ada@',
        'ada@@x.org',
        'a@b@c.org',
        '.ada@x.org',
        'ada.@x.org',
        'a..b@x.org',
        'ada@x..org',
        'ada@-x.org',
        'ada@x-.org',
        'ada@bröck-.org',
        'ada@.org',
        'ada@x.org.',
        'ada @x.org',
        'ada@x.org\n',
        '<ada@x.org>',
        'ad<á>@x.org',
        `${'a'.repeat(65)}@x.org`,
        `a@${'b'.repeat(255)}.org`,
      ],
    },
    uri: {
      good: ['https://example.com/a?b#c', 'mailto:ada@x.org', 'urn:isbn:0451450523', 'https://exämple.com/ä'],
      bad: ['', 'example.com', '/path', 'https://', 'https://a b', 'https://x"y', '1http://x'],
    },
    'date-time': {
      good: [
        '2026-01-31T09:30:00Z',
        '2026-01-31T09:30:00.123456Z',
        '2024-02-29T23:59:59+05:30',
        '2026-01-31t09:30:00z',
      ],
      bad: [
        '2026-01-31',
        '2026-01-31T09:30:00',
        '2026-02-29T00:00:00Z',
        '2026-13-01T00:00:00Z',
        '2026-01-01T24:00:00Z',
        'now',
      ],
    },
    'country-code': { good: ['DE', 'US', 'TW'], bad: ['', 'de', 'XX', 'DEU', 'EU', 'UK'] },
    'language-code': {
      good: ['en', 'pt-BR', 'zh_Hant_TW', 'gsw', 'es-419'],
      bad: ['', 'xx', 'english', 'e', 'en-', 'en-USA'],
    },
    locale: { good: ['en_US', 'de_AT'], bad: ['', 'en', 'en-US', 'EN_us', 'xx_US', 'en_XX'] },
    timezone: {
      good: ['Europe/Berlin', 'US/Pacific', 'EST', 'UTC', 'America/Argentina/Buenos_Aires'],
      bad: ['', 'Mars/Base', '+01:00', 'Berlin', 'Europe/Berlin '],
    },
  };

describe.each(Object.entries(TABLE))('the format %s', (format, { good, bad }) => {
  // The keys of TABLE are the formats.
  const { matches } = FORMATS[format as AttributeFormat];
  test.each(good)('takes %j', (text) => expect(matches(text)).toBe(true));
  test.each(bad)('refuses %j', (text) => expect(matches(text)).toBe(false));
});

test('bad locales, zones, codes, addresses of pages and times are soft; a bad email is hard', () => {
  expect(Object.fromEntries(Object.entries(FORMATS).map(([name, { soft }]) => [name, soft]))).toEqual({
    email: false,
    uri: true,
    'date-time': true,
    'country-code': true,
    'language-code': true,
    locale: true,
    timezone: true,
  });
});

describe('the rule of logins', () => {
  test.each([
    [undefined, 'ada@example.com', true],
    [undefined, 'ada', false],
    ['.+', 'ada', true],
    ['.+', '', false],
    ['[a-z0-9]+', 'ada9', true],
    ['[a-z0-9]+', 'Ada', false],
    ['[-a-z\\.\\@]+', 'a-b.c@d', true],
    ['[-a-z\\.\\@]+', 'a_b', false],
    ['[\\]\\^\\\\a]+', 'a]^\\', true],
    ['[äö]+', 'öä', true],
  ])('with the pattern %s and the login %j says %s', (pattern, login, expected) => {
    const rule = readLoginRule(pattern);
    expect(rule !== undefined && followsLoginRule(rule, login)).toBe(expected);
  });

  test.each(['[a-z', '[a-z]', '[]+', '(a+)+', '[^a]+', '[\\d]+', '[z-a]+', '[a.b]+', '.*', ''])(
    'is none for %j',
    (pattern) => {
      expect(readLoginRule(pattern)).toBeUndefined();
    },
  );
});
