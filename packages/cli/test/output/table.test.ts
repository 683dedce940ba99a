import { describe, expect, it } from 'vitest';
import { table } from '../../src/output/table.ts';

const HEADS = [{ title: 'Name' }, { title: 'Count', align: 'right' as const }, { title: 'Why', wraps: true }];

describe('a table', () => {
  it('is as wide as its content, without blanks at the end of lines', () => {
    expect(
      table(HEADS, [
        ['ada', 12, 'because'],
        ['b', 3, ''],
      ]).split('\n'),
    ).toEqual(['Name  Count  Why', 'ada      12  because', 'b         3']);
  });

  it('wraps where the terminal is narrow', () => {
    expect(table(HEADS, [['ada', 1, 'a reason of many words']], 32).split('\n')).toEqual([
      'Name  Count  Why',
      'ada       1  a reason of many',
      '             words',
    ]);
  });

  it('lets no value move the cursor', () => {
    expect(table([{ title: 'x' }], [['a\u001b[2J\nb']])).toBe('x\na [2J b');
  });
});
