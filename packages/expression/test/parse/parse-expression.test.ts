import { describe, expect, test } from 'vitest';
import { ExpressionError, parseExpression } from '../../src/index.ts';
import { printed } from './printed.ts';

function failureOf(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new TypeError(`${text} was parsed.`);
}

describe('how operators bind', () => {
  test.each([
    ['a + b - c', '((a + b) - c)'],
    ['!a == b', '((!a) == b)'],
    ['!!a', '(!(!a))'],
    ['-1 + - 2', '((-1) + (-2))'],
    ['a or b and c', '(a or (b and c))'],
    ['a || b OR c', '((a or b) or c)'],
    ['a && b AND c and d', '(((a and b) and c) and d)'],
    ['a + b == c + d', '((a + b) == (c + d))'],
    ['a == b AND c != d', '((a == b) and (c != d))'],
    ['a Matches "x" or b', '((a matches "x") or b)'],
    ['a ?: b ?: c', '((a ?: b) ?: c)'],
    ['a or b ?: c', '((a or b) ?: c)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['a ?: b ? c : d', '((a ?: b) ? c : d)'],
    ['(a + b).c', '(a + b).c'],
    ['-a.b[0]', '(-a.b[0])'],
  ])('%s is %s', (text, tree) => {
    expect(printed(parseExpression(text).root)).toBe(tree);
  });
});

describe('what stands for a value', () => {
  test.each([
    ['NULL', 'null'],
    ['True', 'true'],
    ['1234', '1234'],
    ['3.25', '3.25'],
    ["'it''s'", '"it\'s"'],
    ['"say ""hi"""', '"say \\"hi\\""'],
    ['"\\"', '"\\\\"'],
    ['{}', '{}'],
    ['{1, {2}, "a"}', '{1, {2}, "a"}'],
    ["{'group.id': {'x'}, operator: 'EXACT'}", '{"group.id": {"x"}, "operator": "EXACT"}'],
    ['{1, 2, 3}[0]', '{1, 2, 3}[0]'],
    ['f()', 'f()'],
    ['String.len( x )', 'String.len(x)'],
    ['user.getGroups({}).![name]', 'user.getGroups({}).![name]'],
    ['source.matches.null', 'source.matches.null'],
    ['source\u00a0.x', 'source.x'],
  ])('%s', (text, tree) => {
    expect(printed(parseExpression(text).root)).toBe(tree);
  });
});

test('nodes say where they stand', () => {
  expect(parseExpression(' a + f("x")').root).toEqual({
    kind: 'binary',
    operator: '+',
    left: { kind: 'name', name: 'a', start: 1, end: 2 },
    right: {
      kind: 'call',
      object: null,
      name: 'f',
      arguments: [{ kind: 'text', value: 'x', start: 7, end: 10 }],
      start: 5,
      end: 11,
    },
    start: 1,
    end: 11,
  });
});

test('an error says what, where and what to do', () => {
  expect({ ...failureOf('source.firstName +\n  = 1') }).toEqual({
    name: 'ExpressionError',
    code: 'unsupported_token',
    offset: 21,
    end: 22,
    line: 2,
    column: 3,
    problems: [
      {
        code: 'unsupported_token',
        severity: 'error',
        message: '"=" is not supported. Nothing can be assigned; compare with ==.',
        offset: 21,
        end: 22,
        line: 2,
        column: 3,
      },
    ],
  });
});

describe('what the language leaves out', () => {
  test.each([
    ['a = 1', 2],
    ['a === 1', 2],
    ['a !== 1', 2],
    ['a++', 1],
    ['a--', 1],
    ['a -- b', 2],
    ['a * b', 2],
    ['a / b', 2],
    ['a % b', 2],
    ['a ^ b', 2],
    ['@bean', 0],
    ['#this', 0],
    ['T(java.lang.Runtime)', 0],
    ['new String("x")', 0],
    ['not a', 0],
    ['a instanceof b', 2],
    ['a between {1, 2}', 2],
    ['a eq b', 2],
    ['a & b', 2],
    ['a | b', 2],
    ['a?.b', 1],
    ['a.?[b]', 1],
    ['a.^[b]', 1],
    ['a.$[b]', 1],
    ['$a', 0],
    ['a; b', 1],
    ['\u201ca\u201d', 0],
    ['`a`', 0],
    ['"a" + é', 6],
    ['a + 😀', 4],
  ])('%s at %i', (text, offset) => {
    const { code, offset: seen } = failureOf(text);
    expect([code, seen]).toEqual(['unsupported_token', offset]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['', 'empty', 0],
    ['  \n', 'empty', 0],
    ['a +', 'unexpected_end', 3],
    ['f(a', 'unexpected_end', 3],
    ['{a', 'unexpected_end', 2],
    ['a ? b', 'unexpected_end', 5],
    ['a b', 'unexpected_token', 2],
    ['a == b == c', 'unexpected_token', 7],
    ['a ? b : ', 'unexpected_end', 8],
    ['f(a,)', 'unexpected_token', 4],
    ['{a,}', 'unexpected_token', 3],
    ["{'a': 1, 2}", 'unexpected_token', 9],
    ['a.', 'unexpected_end', 2],
    ['a."b"', 'unexpected_token', 2],
    ['a.!b', 'unexpected_token', 3],
    ['a[1', 'unexpected_end', 3],
    ['and b', 'unexpected_token', 0],
    [')', 'unexpected_token', 0],
    ["'a", 'unterminated_text', 0],
    ['a + "b""', 'unterminated_text', 4],
    ['12abc', 'invalid_number', 0],
    ['1.5.2', 'unexpected_token', 4],
    ['.5', 'unexpected_token', 0],
    ['9007199254740992', 'invalid_number', 0],
  ])('%j is %s at %i', (text, code, offset) => {
    const failure = failureOf(text);
    expect([failure.code, failure.offset]).toEqual([code, offset]);
  });
});

test('chained comparisons are told how to be written', () => {
  expect(failureOf('1 < a < 3').message).toBe(
    '< cannot stand here. Comparisons cannot be chained; combine two with AND.',
  );
});
