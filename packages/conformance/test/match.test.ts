import { describe, expect, it } from 'vitest';
import { match } from '../src/match.ts';

const problems = (matcher: unknown, value: unknown, variables = {}) => match(matcher, value, 'x', variables);

describe('match', () => {
  it('takes an object that has more than is asked for', () => {
    expect(problems({ a: 1, b: { c: 'd' } }, { a: 1, b: { c: 'd', e: 2 }, f: 3 })).toEqual([]);
  });

  it('names every place where a value is another', () => {
    expect(problems({ a: 1, b: { c: 'd' } }, { a: 2, b: { c: 'e' } })).toEqual([
      'x.a is 2, expected 1',
      'x.b.c is "e", expected "d"',
    ]);
  });

  it('takes an array of the same length only', () => {
    expect(problems([1, 2], [1, 2, 3])).toEqual(['x is [1,2,3], expected an array of 2']);
  });

  it('fills in saved values', () => {
    expect(problems(`\${id}-1`, 'run-1', { id: 'run' })).toEqual([]);
    expect(problems({ $same: 'id' }, 'other', { id: 'run' })).toEqual(['x is "other", expected "run", as before']);
  });

  it('does not fill in what is inherited', () => {
    expect(problems(`\${constructor}`, `\${constructor}`)).toEqual([]);
  });

  it.each([
    [{ $matches: '^a+$' }, 'aaa', 'b'],
    [{ $instant: 'seconds' }, '2026-04-19T17:03:56.000Z', '2026-04-19T17:03:56.123Z'],
    [{ $instant: 'milliseconds' }, '2026-04-19T17:03:56.123Z', '2026-04-19T17:03:56Z'],
    [{ $not: 1 }, 2, 1],
    [{ $anyOf: [1, 2] }, 2, 3],
    [{ $contains: { a: 1 } }, [{ a: 2 }, { a: 1, b: 2 }], [{ a: 2 }]],
    [{ $every: { a: 1 } }, [{ a: 1 }], [{ a: 1 }, { a: 2 }]],
    [{ $atMost: 1 }, [1], [1, 2]],
    [{ $absent: true }, undefined, 'here'],
  ])('knows the operator %j', (matcher, good, bad) => {
    expect([problems(matcher, good), problems(matcher, bad).length]).toEqual([[], 1]);
  });

  it('refuses an operator that there is not', () => {
    expect(() => problems({ $like: 'x' }, 'x')).toThrow(
      new TypeError(
        'There is no operator $like; there are $matches, $instant, $same, $not, $anyOf, $contains, $every, $atMost, $absent',
      ),
    );
  });
});
