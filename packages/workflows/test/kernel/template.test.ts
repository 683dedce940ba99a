import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CardError, callFunction } from '../../src/index.ts';
import { splitTemplate } from '../../src/kernel/template.ts';

test('the pieces of a template make the template', () => {
  const template = fc.string({ unit: fc.constantFrom('{', '}', 'a', 'b', ' '), maxLength: 30 });
  fc.assert(
    fc.property(template, (text) => {
      const pieces = [...splitTemplate(text, (key) => key === 'a')];
      expect(pieces.map((piece) => (piece.type === 'text' ? piece.text : `{{{${piece.key}}}}`)).join('')).toBe(text);
    }),
  );
});

test('a brace before a placeholder stays', () => {
  expect(callFunction('string:compose', { _text_: '{{{{a}}}}', a: 1 })).toEqual({ output: '{1}' });
});

test('a template that would fill the memory is refused', () => {
  const inputs = { _text_: '{{{a}}}'.repeat(100_000), a: 'x'.repeat(100_000) };
  expect(() => callFunction('string:compose', inputs)).toThrow(CardError);
});

test('braces without end are read once', () => {
  const braces = '{'.repeat(1_000_000);
  expect(callFunction('string:compose', { _text_: `${braces}}}}` })).toEqual({ output: `${braces}}}}` });
  expect(callFunction('string:compose', { _text_: braces })).toEqual({ output: braces });
});
