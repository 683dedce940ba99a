import type { AttributeType } from '@headwater/protocol';

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What text of the wire must look like to be a value of the type; arrays do not arrive (import-semantics 1.3). */
export const EXPECTED_TEXT: Readonly<Record<AttributeType, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: `a decimal integer from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`,
  number: 'a decimal number',
  'string[]': 'a list, which a source cannot send',
  'number[]': 'a list, which a source cannot send',
  'integer[]': 'a list, which a source cannot send',
};

/** The value that text of the wire stands for, `undefined` when it is none of the type. */
export function parseText(type: AttributeType, text: string): string | number | boolean | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return parseBoolean(text);
    case 'integer':
      return parseInteger(text);
    case 'number':
      return parseNumber(text);
    case 'string[]':
    case 'number[]':
    case 'integer[]':
      return undefined;
  }
}

function parseBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** Larger integers would lose digits, in JavaScript as in every JSON reader that uses doubles. */
function parseInteger(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
