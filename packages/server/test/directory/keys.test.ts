import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emailKey, loginKey, nameKey, userKeys } from '../../src/directory/keys.ts';

describe('loginKey', () => {
  test('is one key for logins that differ by case and diacritics only', () => {
    expect(loginKey('isáàc.bröck@x')).toBe(loginKey('Isaac.Brock@x'));
  });

  test.each([
    ['composed and decomposed letters', 'Ame\u0301lie', 'Am\u00e9lie'],
    ['the Greek final sigma', 'ΝΙΚΟΣ', 'νικος'],
    ['full-width letters', 'ＡＤＡ', 'ada'],
    ['the Turkish capital I with a dot', 'İpek', 'ipek'],
  ])('takes %s for the same', (_, one, other) => {
    expect(loginKey(one)).toBe(loginKey(other));
  });

  test('keeps vowel signs of scripts that write vowels as marks', () => {
    expect(loginKey('कि')).not.toBe(loginKey('कु'));
  });

  test('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (login) => {
        expect(loginKey(loginKey(login))).toBe(loginKey(login));
      }),
    );
  });

  test('is stable for every single character of Unicode', () => {
    const unstable: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const key = loginKey(character);
      if (loginKey(key) !== key) unstable.push(code.toString(16));
    }
    expect(unstable).toEqual([]);
  });

  test('agrees on the short way of ASCII with the long way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (login) => {
        expect(loginKey(`${login}é`)).toBe(`${loginKey(login)}e`);
      }),
    );
  });
});

describe('emailKey', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['Bröck@x.org', 'bröck@x.org'],
    ['', null],
    [null, null],
    [undefined, null],
  ])('of %s is %s', (email, key) => {
    expect(emailKey(email)).toBe(key);
  });
});

describe('nameKey', () => {
  test('does not count case, diacritics and surrounding blanks', () => {
    expect(nameKey(' José ', 'NÚÑEZ')).toBe(nameKey('jose', 'nunez'));
  });

  test.each([
    [null, 'Byron'],
    ['Ada', null],
    ['Ada', undefined],
    ['', 'Byron'],
    ['Ada', '  '],
  ])('of %s and %s is null', (first, last) => {
    expect(nameKey(first, last)).toBeNull();
  });

  test('never mixes up where the first name ends', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (first, last, otherFirst, otherLast) => {
        const [key, other] = [nameKey(first, last), nameKey(otherFirst, otherLast)];
        if (key !== null && key === other) {
          expect(key.split('\u001f')).toHaveLength(2);
          expect(nameKey(first, 'x')).toBe(nameKey(otherFirst, 'x'));
        }
      }),
    );
  });

  test('takes the separator inside a name for a blank', () => {
    expect(nameKey('Ada\u001fMary', 'Byron')).toBe(nameKey('ada mary', 'byron'));
  });
});

test('userKeys of a profile are all three keys', () => {
  expect(userKeys({ login: 'Ada@x.org', email: 'ADA@x.org', firstName: 'Ada', lastName: 'Byron' })).toEqual({
    loginKey: 'ada@x.org',
    emailKey: 'ada@x.org',
    nameKey: 'ada\u001fbyron',
  });
});

test('userKeys of a profile without a login is a TypeError', () => {
  expect(() => userKeys({ email: 'ada@x.org' })).toThrow(TypeError);
});
