import { describe, expect, it } from 'vitest';
import { matchValue } from '../../../src/test-file/match/match-value.ts';

describe('a value', () => {
  it.each([
    [1, 1],
    ['a', 'a'],
    [null, null],
    [null, undefined],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2, d: 3 }] } }],
    [[], []],
    [{ $exactly: { a: [1] } }, { a: [1] }],
    [{ $contains: 'b' }, 'abc'],
    [{ $contains: { a: 1 } }, [{ a: 2 }, { a: 1, b: 1 }]],
    [{ $length: 2 }, [1, 2]],
    [{ $length: 2 }, 'ab'],
    [{ $matches: '^a+$' }, 'aaa'],
    [{ $any: true }, 0],
    [{ a: { $absent: true } }, {}],
    [{ a: { $any: false } }, { a: null }],
    // Keys of other systems may begin with a dollar sign.
    [{ $top: '5' }, { $top: '5' }],
    [{ $exactly: { $top: 1 } }, { $top: 1 }],
  ])('is as expected: %j for %j', (expected, value) => {
    expect(matchValue(expected, value, 'it')).toEqual([]);
  });

  it.each([
    [1, '1', ['it is "1", expected 1']],
    [{ a: 1 }, { b: 1 }, ['it.a is missing, expected 1']],
    [{ a: 1, b: 2 }, { a: 2, b: 1 }, ['it.a is 2, expected 1', 'it.b is 1, expected 2']],
    [{ a: 1 }, [1], ['it is [1], expected an object']],
    [[1, 2], [1], ['it has 1 items, expected 2: [1]']],
    [[1], 'a', ['it is "a", expected a list of 1']],
    [[{ a: 1 }], [{ a: 2 }], ['it[0].a is 2, expected 1']],
    [{ $exactly: { a: 1 } }, { a: 1, b: 2 }, ['it.b is 2, expected none']],
    [{ $exactly: [{ a: 1 }] }, [{ a: 2, b: 2 }], ['it[0].a is 2, expected 1', 'it[0].b is 2, expected none']],
    [{ $contains: 'x' }, 'abc', ['it is "abc", expected a text with "x" in it']],
    [{ $contains: 1 }, [2], ['it is [2], expected a list with 1 in it']],
    [{ $length: 2 }, [1], ['it has the length 1, expected 2: [1]']],
    [{ $matches: '^b' }, 'abc', ['it is "abc", expected a text like ^b']],
    [{ $matches: 'b' }, 5, ['it is 5, expected a text like "b"']],
    [{ $any: true }, null, ['it is null']],
    [{ a: { $absent: true } }, { a: 1 }, ['it.a is 1, expected none']],
    [{ constructor: 1 }, {}, ['it.constructor is missing, expected 1']],
  ])('is not as expected: %j for %j', (expected, value, problems) => {
    expect(matchValue(expected, value, 'it')).toEqual(problems);
  });

  it('is held against a pattern that cannot be read with a message', () => {
    expect(matchValue({ $matches: '(' }, 'a', 'it')).toEqual([expect.stringContaining('it: ')]);
  });
});
