import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { estimateProgramSize } from '../../src/patterns/program-size.ts';

test.each([
  ['', 1],
  ['abc', 7],
  ['[a-z]+', 5],
  ['\\d{4}', 11],
  ['(ab){10}', 67],
  ['(a{30}){30}', 1_985],
  ['{5}', 1],
])('%s is about %i', (pattern, size) => {
  expect(estimateProgramSize(pattern)).toBe(size);
});

test('is never below the size of the real program', () => {
  const atom = fc.constantFrom('a', '.', '[a-z]', '\\d', '\\.', '(?:ab|c)', '(x)', '[^]x]', '(?i:k)', 'é');
  const repeat = fc.constantFrom('', '', '*', '+?', '{3}', '{2,9}', '{4,}', '?');
  const sequence = fc
    .array(fc.tuple(atom, repeat), { minLength: 1, maxLength: 5 })
    .map((pieces) => pieces.map(([piece, count]) => piece + count).join(''));
  const pattern = fc
    .tuple(sequence, sequence, fc.constantFrom('', '{7}', '*'))
    .map(([a, b, count]) => `(${a}|${b})${count}${a}`);
  fc.assert(
    fc.property(pattern, (source) => {
      expect(estimateProgramSize(source)).toBeGreaterThanOrEqual(RE2JS.compile(source).programSize());
    }),
    { numRuns: 500 },
  );
});
