import { describe, expect, test } from 'vitest';
import {
  compileExpression,
  DEFAULT_LIMITS,
  type EvaluationContext,
  ExpressionError,
  parseExpression,
} from '../../src/index.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'no error';
  } catch (error) {
    if (error instanceof ExpressionError) return error.code;
    throw error;
  }
}

const of = (s: unknown): EvaluationContext => ({ source: { s: s as string } });
const evaluate = (text: string, s: unknown): string => codeOf(() => compileExpression(text).evaluate(of(s)));

describe('the text of an expression', () => {
  test('may have 4,000 characters, not one more', () => {
    const longest = `"${'x'.repeat(3_998)}"`;
    expect(compileExpression(longest).evaluate({})).toBe('x'.repeat(3_998));
    expect(codeOf(() => parseExpression(`${longest} `))).toBe('too_long');
  });

  test.each([
    ['brackets', (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`],
    ['lists', (n: number) => `${'{'.repeat(n)}a${'}'.repeat(n)}`],
    ['calls', (n: number) => `${'String.len('.repeat(n)}a${')'.repeat(n)}`],
    ['signs', (n: number) => `${'!'.repeat(n)}true`],
    ['branches', (n: number) => `${'true ? '.repeat(n)}a${' : b'.repeat(n)}`],
    ['indexes', (n: number) => `a${'[0]'.repeat(n)}`],
    ['attributes', (n: number) => `a${'.b'.repeat(n)}`],
  ])('%s may be nested 50 deep, not 51', (_title, nest) => {
    expect(codeOf(() => parseExpression(nest(50)))).toBe('no error');
    expect(codeOf(() => parseExpression(nest(51)))).toBe('too_deep');
  });

  test.each([
    ['sums', Array(1_300).fill('s').join(' +'), 'x'.repeat(1_300)],
    ['conditions', `${Array(430).fill('false').join(' OR ')} OR true`, true],
    ['Elvis', `${Array(650).fill('null').join('?:')}?: 5`, 5],
    ['else-branches', `${'s==1?2:'.repeat(500)}3`, 3],
  ])('long chains of %s are not nesting', (_title, text, expected) => {
    expect(compileExpression(text).evaluate(of('x'))).toBe(expected);
  });
});

describe('the memory of an evaluation', () => {
  test.each([
    ['s + s', 'x'.repeat(262_144), 'no error'],
    ['s + s', 'x'.repeat(262_145), 'too_much_memory'],
    ['String.replace(s, "x", "yyyyyyyyyy")', 'x'.repeat(60_000), 'too_much_memory'],
    ['String.append(s, s)', 'x'.repeat(300_000), 'too_much_memory'],
    ['String.join(s, s, s, s)', 'x'.repeat(150_000), 'too_much_memory'],
    ['Arrays.size(s)', ','.repeat(70_000), 'too_much_memory'],
    ['Arrays.flatten(s, s, s)', Array(30_000).fill('x'), 'too_much_memory'],
    ['String.toUpperCase(s)', 'x'.repeat(200_000), 'too_much_memory'],
    ['String.len(s)', 'x'.repeat(2_000_000), 'no error'],
  ])('%s of %#', (text, s, code) => {
    expect(evaluate(text, s)).toBe(code);
  });

  test('is counted anew for each evaluation', () => {
    const expression = compileExpression('s + s');
    for (let run = 0; run < 5; run += 1)
      expect(codeOf(() => expression.evaluate(of('x'.repeat(200_000))))).toBe('no error');
  });

  test('stops what would grow without end', () => {
    const grow = (depth: number): string => (depth === 0 ? 's' : `String.replace(${grow(depth - 1)}, "a", "aaaaaaaa")`);
    expect(evaluate(grow(20), 'a')).toBe('too_much_memory');
  });
});

describe('the work of an evaluation', () => {
  test.each([
    ['String.stringContains(s, String.append(String.substring(s, 0, 5000), "b"))', 'a'.repeat(50_000)],
    ['String.replace(s, String.substring(s, 0, 4000), "")', 'a'.repeat(50_000)],
    ['s matches "(a+)+"', 'a'.repeat(100_000)],
    ['s.![String.len(x) == 0 AND String.len(y) == 0 AND String.len(z) == 0]', Array(20_000).fill({})],
    ['isMemberOfGroupNameRegex(s)', `${'a?'.repeat(400)}${'a'.repeat(90)}`],
  ])('is limited in %s', (text, s) => {
    const expression = compileExpression(text.startsWith('s.!') ? text.replace('s.', 'Arrays.flatten(s).') : text);
    const name = 'a'.repeat(400);
    const groups = () => [{ id: 'g', name, type: 'OKTA_GROUP', sourceId: null }];
    expect(codeOf(() => expression.evaluate({ ...of(s), groups }))).toBe('too_much_work');
  });

  test('fails at the same size on every machine', () => {
    const limits = { work: 1_000 };
    const run = (length: number) =>
      codeOf(() => compileExpression('String.stringContains(s, "ab")', { limits }).evaluate(of('x'.repeat(length))));
    expect([run(500), run(501)]).toEqual(['no error', 'too_much_work']);
  });

  test('names the place', () => {
    const run = () =>
      compileExpression('1 == 1 AND String.startsWith("ab", "ab")', { limits: { work: 1 } }).evaluate({});
    expect(run).toThrow('The evaluation needs more than 1 steps. Use shorter texts, lists or patterns.');
  });
});

describe('limits of the caller', () => {
  test('replace the defaults one by one', () => {
    expect(DEFAULT_LIMITS).toEqual({ length: 4_000, nesting: 50, work: 10_000_000, memory: 1_048_576 });
    expect(codeOf(() => parseExpression('((1))', { nesting: 1 }))).toBe('too_deep');
    expect(codeOf(() => parseExpression('12345', { length: 4 }))).toBe('too_long');
  });

  test.each([{ length: 0 }, { work: 1.5 }, { length: 20_000 }, { nesting: 1_000 }])(
    '%j is a mistake of the program',
    (limits) => {
      expect(() => compileExpression('1', { limits })).toThrow(TypeError);
    },
  );
});
