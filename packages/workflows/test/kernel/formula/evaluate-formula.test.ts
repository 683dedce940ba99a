import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CardError } from '../../../src/index.ts';
import { evaluateFormula } from '../../../src/kernel/formula/evaluate-formula.ts';
import { MAX_FORMULA_LENGTH } from '../../../src/kernel/formula/tokenize-formula.ts';

const NO_INPUTS = { input: () => null, random: () => 0.5 };

function kindOf(source: string): unknown {
  try {
    return evaluateFormula(source, NO_INPUTS);
  } catch (error) {
    if (error instanceof CardError) return error.facts.kind;
    throw error;
  }
}

test('a formula of sums and products is what JavaScript makes of it', () => {
  const number = fc.integer({ min: 0, max: 99 }).map(String);
  const { formula } = fc.letrec<{ formula: string }>((tie) => ({
    formula: fc.oneof(
      { depthSize: 'small' },
      number,
      fc
        .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/'), tie('formula'))
        .map(([left, operator, right]) => `(${left}) ${operator} ${right}`),
      tie('formula').map((inner) => `-(${inner})`),
    ),
  }));
  fc.assert(
    fc.property(formula, (source) => {
      fc.pre(source.length < 2_000);
      expect(evaluateFormula(source, NO_INPUTS)).toEqual(new Function(`return ${source}`)());
    }),
  );
});

test('a text that is no formula fails as a card does', () => {
  const word = fc.constantFrom(
    '1',
    '(',
    ')',
    '+',
    '-',
    '!',
    '^',
    '%',
    ',',
    'abs',
    'pi',
    '{{{a}}}',
    '{',
    '#',
    '\n',
    '|',
    '<<',
    '$',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      expect(['number', 'string']).toContain(typeof kindOf(words.join(' ')));
    }),
  );
});

test.each([
  ['parentheses', `${'('.repeat(5_000)}1${')'.repeat(4_900)}`],
  ['signs', `${'-'.repeat(9_000)}1`],
  ['turned bits', `${'~'.repeat(9_000)}1`],
  ['powers', `${'2^'.repeat(4_000)}1`],
  ['functions', `${'abs('.repeat(2_000)}1${')'.repeat(1_900)}`],
  ['characters', '1'.repeat(MAX_FORMULA_LENGTH + 1)],
])('too many %s are refused', (_what, source) => {
  expect(kindOf(source)).toBe('limit_exceeded');
});

test('a long formula is read once', () => {
  expect(evaluateFormula(`1${'+1'.repeat(4_999)}`, NO_INPUTS)).toBe(5_000);
  expect(kindOf(`3${'!'.repeat(9_000)}`)).toBe('out_of_bounds');
});

test.each([
  ['constructor(1)', 'unknown name "constructor"'],
  ['__proto__', 'unknown name "__proto__"'],
  ['pow(1)', 'gives pow 1 numbers, which it does not take'],
  ['random(1,2,3)', 'gives random 3 numbers'],
  ['abs 1', 'has "1" where "(" is expected after abs'],
  ['max(1 2)', 'has "2" where "," or ")" is expected'],
  ['(1', 'ends where ")" is expected'],
  ['1 $ 2', 'has the unknown sign "$" (character 3)'],
  ['{{{a}}', 'has the unknown sign "{"'],
])('%s says what is wrong', (source, message) => {
  expect(() => evaluateFormula(source, NO_INPUTS)).toThrow(message);
});
