import { compilePattern } from '../../patterns/compile-pattern.ts';
import { CardError } from '../../run/card-error.ts';

/** What an expected object with this one key means. */
const OPERATORS = {
  $exactly: exactly,
  $contains: contains,
  $length: length,
  $matches: matches,
  $any: (wanted: unknown, value: unknown, place: string) =>
    (value !== undefined && value !== null) === (wanted !== false) ? [] : [`${place} is ${show(value)}`],
  $absent: (wanted: unknown, value: unknown, place: string) =>
    (value === undefined) === (wanted !== false) ? [] : [`${place} is ${show(value)}, expected none`],
} as const satisfies Record<string, (argument: unknown, value: unknown, place: string) => readonly string[]>;

type OperatorName = keyof typeof OPERATORS;

/**
 * Everything in which a value is not as expected, as sentences; none when it is.
 *
 * An object matches one whose named members match, whatever else it has; a list one of the same length; anything else itself. An
 * object with one of these keys alone asks for more or less: `$exactly` (equal, further members forbidden), `$contains` (a list with such
 * an item, a text with such a part), `$length`, `$matches` (a regular expression), `$any` (anything but null), `$absent`.
 * @param place what the value is called in sentences
 */
export function matchValue(expected: unknown, value: unknown, place: string): readonly string[] {
  if (Array.isArray(expected)) return matchList(expected, value, place);
  if (!isPlain(expected)) return isSame(expected, value) ? [] : [differs(place, value, expected)];
  const operator = operatorOf(expected);
  if (operator !== null) return OPERATORS[operator](expected[operator], value, place);
  if (!isPlain(value)) return [`${place} is ${show(value)}, expected an object`];
  return Object.entries(expected).flatMap(([key, inner]) => matchValue(inner, own(value, key), `${place}.${key}`));
}

/** Whether something expected asks for a part of a text. */
export function asksOfText(expected: unknown): boolean {
  const operator = isPlain(expected) ? operatorOf(expected) : null;
  return operator === '$contains' || operator === '$matches';
}

/** A value for a sentence. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function matchList(expected: readonly unknown[], value: unknown, place: string): readonly string[] {
  if (!Array.isArray(value)) return [`${place} is ${show(value)}, expected a list of ${expected.length}`];
  if (value.length !== expected.length) {
    return [`${place} has ${value.length} items, expected ${expected.length}: ${show(value)}`];
  }
  return expected.flatMap((each, index) => matchValue(each, value[index], `${place}[${index}]`));
}

function exactly(expected: unknown, value: unknown, place: string): readonly string[] {
  if (Array.isArray(expected) && Array.isArray(value) && expected.length === value.length) {
    return expected.flatMap((each, index) => exactly(each, value[index], `${place}[${index}]`));
  }
  if (isPlain(expected) && isPlain(value)) {
    const extra = Object.keys(value).filter((key) => !Object.hasOwn(expected, key));
    return [
      ...Object.entries(expected).flatMap(([key, inner]) => exactly(inner, own(value, key), `${place}.${key}`)),
      ...extra.map((key) => `${place}.${key} is ${show(own(value, key))}, expected none`),
    ];
  }
  return isSame(expected, value) ? [] : [differs(place, value, expected)];
}

function contains(expected: unknown, value: unknown, place: string): readonly string[] {
  if (typeof value === 'string') {
    return typeof expected === 'string' && value.includes(expected)
      ? []
      : [`${place} is ${show(value)}, expected a text with ${show(expected)} in it`];
  }
  return Array.isArray(value) && value.some((item) => matchValue(expected, item, place).length === 0)
    ? []
    : [`${place} is ${show(value)}, expected a list with ${show(expected)} in it`];
}

function length(expected: unknown, value: unknown, place: string): readonly string[] {
  const found = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  return found === expected
    ? []
    : [`${place} has the length ${show(found)}, expected ${show(expected)}: ${show(value)}`];
}

function matches(expected: unknown, value: unknown, place: string): readonly string[] {
  if (typeof value !== 'string') return [`${place} is ${show(value)}, expected a text like ${show(expected)}`];
  try {
    const pattern = compilePattern(String(expected), { global: false, caseSensitive: true });
    return pattern.search(value) === -1 ? [`${place} is ${show(value)}, expected a text like ${String(expected)}`] : [];
  } catch (error) {
    if (error instanceof CardError) return [`${place}: ${error.message}`];
    throw error;
  }
}

function operatorOf(expected: Readonly<Record<string, unknown>>): OperatorName | null {
  const [key, ...others] = Object.keys(expected);
  return key !== undefined && others.length === 0 && Object.hasOwn(OPERATORS, key) ? (key as OperatorName) : null;
}

function differs(place: string, value: unknown, expected: unknown): string {
  return `${place} is ${show(value)}, expected ${show(expected)}`;
}

/** An expected null is met by nothing, too: flows make no difference. */
function isSame(expected: unknown, value: unknown): boolean {
  return expected === (value === undefined ? null : value);
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
