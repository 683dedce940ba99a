import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpressionError, parseExpression } from '../../src/index.ts';
import { printed } from './printed.ts';

const name = fc.constantFrom('source', 'user', 'firstName', 'String', 'x1', '_y');
const literal = fc.oneof(
  fc.string({ maxLength: 8 }).map((value) => `"${value.replaceAll('"', '""')}"`),
  fc.string({ maxLength: 8 }).map((value) => `'${value.replaceAll("'", "''")}'`),
  fc.nat(1_000_000).map(String),
  fc.constantFrom('true', 'FALSE', 'null', '2.5', '{}'),
);
const binary = fc.constantFrom('?:', '+', '-', 'and', 'OR', '==', '!=', '<', '>=', 'matches');

/** Well-formed expressions; every operator is bracketed. */
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    literal,
    name,
    fc.tuple(tie('any'), binary, tie('any')).map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    fc.tuple(fc.constantFrom('- ', '!'), tie('any')).map(([sign, operand]) => `(${sign}${operand})`),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `{${items.join(', ')}}`),
    fc.tuple(name, fc.array(tie('any'), { maxLength: 3 })).map(([callee, items]) => `${callee}(${items.join(', ')})`),
    fc.tuple(tie('any'), name).map(([object, member]) => `(${object}).${member}`),
    fc.tuple(tie('any'), tie('any')).map(([object, index]) => `(${object})[${index}]`),
    fc.tuple(tie('any'), tie('any')).map(([object, body]) => `(${object}).![${body}]`),
    fc.tuple(fc.constantFrom("'group.id'", 'operator'), tie('any')).map(([key, value]) => `{${key}: ${value}}`),
  ),
})).any;

/** Pieces of the language in any order, among them what it refuses. */
const soup = fc
  .array(
    fc.oneof(fc.constantFrom(...'()[]{}.,:?!=<>+-*/&|@#"\' \n'), name, binary, literal, fc.string({ maxLength: 3 })),
  )
  .map((pieces) => pieces.join(''));

test('whatever is parsed, only ExpressionError is thrown, inside of the text', () => {
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
      try {
        parseExpression(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
        if (error instanceof ExpressionError) {
          expect(error.offset).toBeGreaterThanOrEqual(0);
          expect(error.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('well-formed expressions are parsed, and spaces around them change nothing', () => {
  fc.assert(
    fc.property(expression, (text) => {
      expect(printed(parseExpression(`\n ${text}\t`).root)).toBe(printed(parseExpression(text).root));
    }),
    { numRuns: 1_000 },
  );
});
