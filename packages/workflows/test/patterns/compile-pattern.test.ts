import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CardError } from '../../src/index.ts';
import { compilePattern, MAX_PATTERN_LENGTH } from '../../src/patterns/compile-pattern.ts';
import { MAX_TEXT_LENGTH } from '../../src/values/bounds.ts';

const ONCE = { global: false, caseSensitive: true };
const ALL = { global: true, caseSensitive: true };

test('a pattern has the semantics of JavaScript', () => {
  expect(compilePattern('\\d', ONCE).search('testing_123')).toBe(8);
  expect(compilePattern('(?<=_)1', ONCE).search('testing_123')).toBe(8);
  expect(compilePattern('(\\w)\\1', ALL).replace('aabbc', '[$1$&]')).toBe('[aaa][bbb]c');
  expect(compilePattern('(?<year>\\d{4})', ALL).replace('in 2026', '$<year>!')).toBe('in 2026!');
  expect(compilePattern('TEST', { global: true, caseSensitive: false }).replace('Test tEsT', 'x')).toBe('x x');
});

test('a pattern replaces the first match, or all when it is global', () => {
  expect(compilePattern('a', ONCE).replace('aaa', 'b')).toBe('baa');
  expect(compilePattern('a', ALL).replace('aaa', 'b')).toBe('bbb');
});

test('what is no regular expression fails, or is plain text when that is asked for', () => {
  expect(() => compilePattern('(', ONCE)).toThrow('Pattern /(/ is not a regular expression');
  expect(compilePattern('(', { ...ALL, orLiteral: true }).replace('a(b(', '.')).toBe('a.b.');
  expect(compilePattern('\\', { ...ALL, orLiteral: true }).replace('a\\b', '/')).toBe('a/b');
});

test('a plain text for a pattern finds what indexOf finds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: fc.constantFrom('a', 'b', '(', '\\', '[') }), (text) => {
      const pattern = compilePattern('(a', { ...ONCE, orLiteral: true });
      expect(pattern.search(text)).toBe(text.indexOf('(a'));
    }),
  );
});

const BOMBS: readonly (readonly [string, string])[] = [
  ['(a+)+$', `${'a'.repeat(50)}b`],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(60)],
  [`${'(a|a)'.repeat(40)}b`, 'a'.repeat(60)],
  ['(.*?,){30}P', '1,'.repeat(60)],
  ['\\s+$', `${' '.repeat(300_000)}x`],
  ['(x+x+)+y', 'x'.repeat(60)],
];

describe('a pattern that would take forever', () => {
  test.each(BOMBS)('%s is interrupted', (source, text) => {
    expect(errorOf(() => compilePattern(source, ONCE).search(text))).toMatchObject({
      message: expect.stringMatching(/^Pattern \/.* took more than 250 milliseconds on a text of \d+ characters/),
      facts: { kind: 'limit_exceeded' },
    });
    expect(errorOf(() => compilePattern(source, ALL).replace(text, ''))).toMatchObject({
      facts: { kind: 'limit_exceeded' },
    });
  });

  test('leaves the next pattern unharmed', () => {
    const [source, text] = BOMBS[0] ?? ['', ''];
    expect(() => compilePattern(source, ONCE).search(text)).toThrow(CardError);
    expect(compilePattern('b+', ONCE).search(text)).toBe(50);
  });

  test('is interrupted in a worker thread as well', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData).then(({ compilePattern }) => {
        try {
          compilePattern('(a+)+$', { global: false, caseSensitive: true }).search('a'.repeat(50) + 'b');
          parentPort.postMessage('not interrupted');
        } catch (error) {
          parentPort.postMessage(error.facts);
        }
      });`;
    const worker = new Worker(code, {
      eval: true,
      workerData: new URL('../../dist/patterns/compile-pattern.js', import.meta.url).href,
    });
    const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect(answer).toEqual({ kind: 'limit_exceeded' });
  });
});

test('a pattern that would unroll into billions of letters is run', () => {
  expect(compilePattern('((((a{500}){500}){500}){500})', ONCE).search('aaa')).toBe(-1);
});

test('a pattern too long or nested too deeply is refused', () => {
  expect(errorOf(() => compilePattern('a'.repeat(MAX_PATTERN_LENGTH + 1), ONCE))).toMatchObject({
    facts: { kind: 'limit_exceeded' },
  });
  const nested = '('.repeat(4_900) + ')'.repeat(4_900);
  expect(() => compilePattern(nested, ONCE).search('aaa')).not.toThrow(RangeError);
});

test.each([
  ["$'", '.', 'a'.repeat(20_000)],
  ['$`$`', '.', 'a'.repeat(20_000)],
  ['$&'.repeat(5_000), '.+', 'a'.repeat(20_000)],
  ['$1$1', '(?=(a*))', 'a'.repeat(6_000)],
  ['x'.repeat(10_000), 'a', 'a'.repeat(20_000)],
])('a replacement by %.20s that would fill the memory is refused', (replacement, source, text) => {
  expect(errorOf(() => compilePattern(source, ALL).replace(text, replacement))).toMatchObject({
    message: expect.stringContaining(`exceeds the limit of ${MAX_TEXT_LENGTH}`),
    facts: { kind: 'limit_exceeded' },
  });
});

test('a long text is replaced when the result is not too long', () => {
  expect(compilePattern('(b)', ALL).replace(`${'a'.repeat(100_000)}b`, '[$1]')).toBe(`${'a'.repeat(100_000)}[b]`);
});

function errorOf(job: () => unknown): unknown {
  try {
    return job();
  } catch (error) {
    return error;
  }
}
