import { describe, expect, it } from 'vitest';
import { underline } from '../../src/output/caret.ts';

describe('carets', () => {
  it('stand under the place', () => {
    expect(underline('a + bcd', { offset: 4, end: 7, line: 1, column: 5 })).toEqual(['  a + bcd', '      ^^^']);
  });

  it('stand behind a text that ends too early', () => {
    expect(underline('1 +', { offset: 3, end: 3, line: 1, column: 4 })).toEqual(['  1 +', '     ^']);
  });

  it('show only the line concerned, and no more of the place than is on it', () => {
    expect(underline('ab +\ncd', { offset: 0, end: 7, line: 1, column: 1 })).toEqual(['  ab +', '  ^^^^']);
    expect(underline('ab +\ncd', { offset: 5, end: 7, line: 2, column: 1 })).toEqual(['  cd', '  ^^']);
  });

  it('keep tabs and count wide and combining characters as terminals do', () => {
    expect(underline('\tx', { offset: 1, end: 2, line: 1, column: 2 })).toEqual(['  \tx', '  \t^']);
    expect(underline('"日本"+x', { offset: 5, end: 6, line: 1, column: 6 })).toEqual(['  "日本"+x', '         ^']);
    expect(underline('"e\u0301"+x', { offset: 5, end: 6, line: 1, column: 6 })).toEqual(['  "e\u0301"+x', '      ^']);
  });
});
