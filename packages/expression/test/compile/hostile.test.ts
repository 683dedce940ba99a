import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression, type EvaluationContext, ExpressionError, FUNCTIONS } from '../../src/index.ts';
import { PERSON } from '../functions/examples/example.ts';

function attempt(text: string, context: EvaluationContext = PERSON): unknown {
  try {
    return compileExpression(text).evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.code };
    throw error;
  }
}

const PROTOTYPE_NAMES = Object.getOwnPropertyNames(Object.prototype);

describe('the prototype is out of reach', () => {
  test.each(PROTOTYPE_NAMES)('%s', (name) => {
    const reserved = { error: 'reserved_name' };
    const expected = name === '__proto__' || name === 'constructor' ? reserved : null;
    expect(attempt(`source.${name}`)).toEqual(expected);
    expect(attempt(`source["${name}"]`)).toEqual(expected);
    expect(attempt(`${name}`)).toEqual(expected);
    expect(attempt(`{"a": 1}["" + "${name}"]`)).toBeNull();
    expect(attempt(`${name}(1)`)).toEqual({ error: 'unknown_function' });
    expect(attempt(`String.${name}("x")`)).toEqual({ error: 'unknown_function' });
  });

  test('also where an object has such a key of its own', () => {
    const source = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": "x", "list": [{"__proto__": 1}]}');
    expect(attempt('{"a": source.list}["a"][0]["__pro" + "to__"]', { source })).toBeNull();
    expect(attempt('isAdmin', { source })).toBeNull();
  });

  test('a map literal makes keys, never a prototype', () => {
    expect(attempt('{"__proto__": {"isAdmin": true}}.isAdmin')).toBeNull();
    expect(attempt('user.getGroups({"__proto__": "x"})')).toEqual({ error: 'argument_type' });
    expect(attempt('user.getGroups({"constructor": "x"})')).toEqual({ error: 'argument_type' });
  });

  test('inherited attributes of a record are not read', () => {
    expect(attempt('secret', { source: Object.create({ secret: 'x' }) })).toBeNull();
  });
});

describe('patterns take time in proportion to the text', () => {
  test.each([
    ['(a+)+$', 'a'.repeat(500)],
    ['(a|a)*b', 'a'.repeat(500)],
    ['(.*)*(.*)*(.*)*x', 'a'.repeat(300)],
    ['([a-zA-Z]+)*[0-9]', 'a'.repeat(500)],
  ])('%s', (pattern, text) => {
    expect(attempt(`s matches "${pattern}"`, { source: { s: `${text}!` } })).toBe(false);
  });

  test.each([
    '((a{100}){100}){100}',
    '(a{1000}b){9}',
    '(?:x{900}|y{900}|z{900}){2}',
    `${'(a|b)'.repeat(199)}{999}`,
    '['.repeat(900),
    '('.repeat(900),
  ])('%s is refused before it is compiled or run', (pattern) => {
    expect(attempt(`s matches "${pattern}"`, { source: { s: 'x' } })).toEqual({ error: 'invalid_pattern' });
    expect(attempt('s matches p', { source: { s: 'x', p: pattern } })).toEqual({ error: 'invalid_pattern' });
  });
});

test('values nested without end are refused, not overflowing the stack', () => {
  let nested: readonly unknown[] = [];
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
  const context = { source: { nested, other: [nested] } } as unknown as EvaluationContext;
  expect(attempt('Arrays.flatten(nested)', context)).toEqual({ error: 'too_deep' });
  expect(attempt('nested == other', context)).toEqual({ error: 'too_deep' });
});

test('whatever arguments a function gets, it gives a value or an ExpressionError', () => {
  const argument = fc.constantFrom(
    ...['null', '""', '"a"', '"a,b"', '"7"', '-1', '0', '7', '2.5', 'true', '{}', '{1, null}', '{"group.id": "g1"}'],
    ...['firstName', 'middleName', 'tags', 'level', 'score', 'active', 'missing', '"active_directory"', '"UTC"'],
  );
  const call = fc
    .tuple(fc.constantFrom(...FUNCTIONS.map(({ name }) => name)), fc.array(argument, { maxLength: 5 }))
    .map(([name, args]) => `${name}(${args.join(', ')})`);
  fc.assert(
    fc.property(call, (text) => {
      expect(attempt(text)).not.toBeUndefined();
    }),
    { numRuns: 5_000 },
  );
});
