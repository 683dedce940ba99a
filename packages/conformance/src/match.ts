/** Values that matchers refer to by name: `${name}`. */
export type Variables = Readonly<Record<string, string>>;

type Matcher = (argument: unknown, value: unknown, place: string, variables: Variables) => readonly string[];

/**
 * Everything in which a value is not as a matcher says, as sentences; none when it matches.
 *
 * A matcher is data: a scalar matches itself, with `${name}` filled in; an object matches one whose named members match, whatever
 * else it has; an array one of the same length. An object with one `$…` member is an operator: `$matches` (regular expression),
 * `$instant` ("seconds": an ISO 8601 instant in UTC with zero milliseconds, "milliseconds"), `$same` (equal to a saved value), `$not`,
 * `$anyOf`, `$contains` (an element matches), `$every`, `$atMost` (array length), `$absent`.
 */
export function match(matcher: unknown, value: unknown, place: string, variables: Variables): readonly string[] {
  if (Array.isArray(matcher)) return matchArray(matcher, value, place, variables);
  if (!isObject(matcher)) return matchScalar(matcher, value, place, variables);
  const operator = operatorOf(matcher);
  if (operator !== undefined) return operator.run(operator.argument, value, place, variables);
  if (!isObject(value)) return [`${place} is ${show(value)}, expected an object`];
  return Object.entries(matcher).flatMap(([name, inner]) => match(inner, value[name], `${place}.${name}`, variables));
}

/** A text with its `${name}`s filled in; one that is not known stays. */
export function fill(text: string, variables: Variables): string {
  return text.replace(/\$\{([\w-]+)\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole,
  );
}

/** A JSON value, for a sentence. */
export function show(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`;
}

const OPERATORS: Readonly<Record<string, Matcher>> = {
  $matches: (argument, value, place, variables) => {
    const pattern = fill(String(argument), variables);
    return typeof value === 'string' && new RegExp(pattern).test(value)
      ? []
      : [`${place} is ${show(value)}, expected a text like ${pattern}`];
  },
  $instant: (argument, value, place) => {
    const pattern =
      argument === 'seconds' ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
    return typeof value === 'string' && pattern.test(value)
      ? []
      : [`${place} is ${show(value)}, expected an instant in UTC, in ${String(argument)}`];
  },
  $same: (argument, value, place, variables) => {
    const saved = variables[String(argument)];
    return value === saved ? [] : [`${place} is ${show(value)}, expected ${show(saved)}, as before`];
  },
  $not: (argument, value, place, variables) =>
    match(argument, value, place, variables).length > 0 ? [] : [`${place} is ${show(value)}, which it must not be`],
  $anyOf: (argument, value, place, variables) => {
    const tried = toArray(argument).map((each) => match(each, value, place, variables));
    return tried.some((problems) => problems.length === 0)
      ? []
      : [`${place} is ${show(value)}, expected one of ${show(argument)}`];
  },
  $contains: (argument, value, place, variables) =>
    Array.isArray(value) && value.some((each) => match(argument, each, place, variables).length === 0)
      ? []
      : [`${place} is ${show(value)}, expected an array with ${fill(show(argument), variables)} in it`],
  $every: (argument, value, place, variables) =>
    Array.isArray(value)
      ? value.flatMap((each, index) => match(argument, each, `${place}[${index}]`, variables))
      : [`${place} is ${show(value)}, expected an array`],
  $atMost: (argument, value, place) =>
    Array.isArray(value) && value.length <= Number(argument)
      ? []
      : [`${place} has ${Array.isArray(value) ? value.length : 'no'} elements, expected at most ${String(argument)}`],
  $absent: (_argument, value, place) => (value === undefined ? [] : [`${place} is ${show(value)}, expected none`]),
};

function operatorOf(
  matcher: Readonly<Record<string, unknown>>,
): { readonly run: Matcher; readonly argument: unknown } | undefined {
  const [entry, ...others] = Object.entries(matcher);
  if (entry === undefined || others.length > 0 || !entry[0].startsWith('$')) return undefined;
  const run = OPERATORS[entry[0]];
  if (run === undefined)
    throw new TypeError(`There is no operator ${entry[0]}; there are ${Object.keys(OPERATORS).join(', ')}`);
  return { run, argument: entry[1] };
}

function matchArray(
  matcher: readonly unknown[],
  value: unknown,
  place: string,
  variables: Variables,
): readonly string[] {
  if (!Array.isArray(value) || value.length !== matcher.length) {
    return [`${place} is ${show(value)}, expected an array of ${matcher.length}`];
  }
  return matcher.flatMap((each, index) => match(each, value[index], `${place}[${index}]`, variables));
}

function matchScalar(matcher: unknown, value: unknown, place: string, variables: Variables): readonly string[] {
  const expected = typeof matcher === 'string' ? fill(matcher, variables) : matcher;
  return value === expected ? [] : [`${place} is ${show(value)}, expected ${show(expected)}`];
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
