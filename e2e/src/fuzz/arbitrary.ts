import fc, { type Arbitrary } from 'fast-check';
import type { JsonSchema, Operation, Parameter } from './operation.ts';

/** Ids of things that are there, by the name of the path parameter that means one. */
export type Pool = Readonly<Record<string, readonly string[]>>;

/** A request to one operation, as it is sent. */
export interface FuzzRequest {
  readonly path: string;
  readonly body: string | undefined;
}

/** Requests to an operation: mostly well-formed ones, and some that are wrong in every way there is. */
export function requestsTo(operation: Operation, pool: Pool): Arbitrary<FuzzRequest> {
  const path = pathOf(operation, pool);
  const query = queryOf(operation.parameters.filter((each) => each.in === 'query'));
  const body = operation.body === undefined ? fc.constant(undefined) : bodyFor(operation.body);
  return fc.tuple(path, query, body).map(([chosen, search, text]) => ({ path: chosen + search, body: text }));
}

/** What is sent where something is expected that is none of it. */
const GARBAGE: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53 + 2,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '😀',
    '../..',
    '%',
    "'; --",
    '{{',
    '[0]',
  ),
  fc.string({ maxLength: 300 }),
  fc.constant('x'.repeat(5_000)),
  fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const ODD_NAMES = fc.constantFrom('__proto__', 'constructor', 'toString', '', ' ', '$ref', 'id', 'x'.repeat(300));

function pathOf({ template }: Operation, pool: Pool): Arbitrary<string> {
  const parts = template.split(/(\{\w+\})/).map((part): Arbitrary<string> => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return fc.constant(part);
    const known = pool[name] ?? [];
    const odd = fc.string({ minLength: 1, maxLength: 600 }).map((text) => encodeURIComponent(text.toWellFormed()));
    return known.length === 0
      ? odd
      : fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: odd });
  });
  return fc.tuple(...parts).map((texts) => texts.join('').replace(/\/\.{1,2}(?=\/|$)/g, '/%2E'));
}

function queryOf(parameters: readonly Parameter[]): Arbitrary<string> {
  const pairs = parameters.map(({ name, schema }) =>
    fc
      .option(fc.oneof({ weight: 4, arbitrary: valueFor(schema) }, { weight: 1, arbitrary: GARBAGE }), { freq: 2 })
      .map((value) => (value === null ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(toText(value))}`])),
  );
  return fc.tuple(...pairs).map((found) => (found.flat().length === 0 ? '' : `?${found.flat().join('&')}`));
}

function bodyFor(schema: JsonSchema): Arbitrary<string | undefined> {
  return fc.oneof(
    { weight: 6, arbitrary: valueFor(schema).map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: spoiled(schema).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: GARBAGE.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 50 }) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, '', '{', '[]', 'null', '{"__proto__":{"a":1}}') },
  );
}

/** Values that a schema allows. */
function valueFor(schema: JsonSchema): Arbitrary<unknown> {
  const { anyOf, oneOf, enum: members, const: only } = schema;
  if (only !== undefined) return fc.constant(only);
  if (Array.isArray(members) && members.length > 0) return fc.constantFrom(...members);
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined;
  if (choices !== undefined && choices.length > 0)
    return fc.oneof(...choices.map((each: JsonSchema) => valueFor(each)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return objectOf(schema, valueFor);
    case 'array':
      return fc.array(valueFor(toSchema(schema.items)), {
        minLength: toNumber(schema.minItems, 0),
        maxLength: Math.min(toNumber(schema.maxItems, 4), 6),
      });
    case 'integer':
      return fc.integer({ min: toNumber(schema.minimum, -5), max: toNumber(schema.maximum, 500) });
    case 'number':
      return fc.double({ min: toNumber(schema.minimum, -5), max: toNumber(schema.maximum, 500), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Nearly a value of the schema: one part of it is something else. */
function spoiled(schema: JsonSchema): Arbitrary<unknown> {
  if (schema.type === 'array')
    return fc.array(fc.oneof(valueFor(toSchema(schema.items)), spoiled(toSchema(schema.items))), {
      minLength: 1,
      maxLength: 3,
    });
  if (schema.type !== 'object') return GARBAGE;
  return fc
    .tuple(
      objectOf(schema, (inner) =>
        fc.oneof({ weight: 3, arbitrary: valueFor(inner) }, { weight: 1, arbitrary: spoiled(inner) }),
      ),
      fc.dictionary(ODD_NAMES, GARBAGE, { maxKeys: 1 }),
      fc.option(fc.nat(10)),
    )
    .map(([value, more, without]) => {
      const entries = Object.entries(value as object).filter((_entry, index) => index !== without);
      return Object.fromEntries([...entries, ...Object.entries(more)]);
    });
}

function objectOf(schema: JsonSchema, inner: (schema: JsonSchema) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const known = fc.record(Object.fromEntries(properties.map(([name, each]) => [name, inner(each)])), {
    requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)),
  });
  if (properties.length > 0) return known;
  const values = Object.values((schema.patternProperties ?? {}) as Readonly<Record<string, JsonSchema>>)[0];
  return fc.dictionary(
    fc.constantFrom('email', 'userName', 'firstName', 'lastName', 'login', 'nickName', 'other'),
    inner(values ?? {}),
    {
      maxKeys: 5,
    },
  );
}

const EMAILS = fc.constantFrom('fuzz-1@corp.example', 'fuzz-2@corp.example', 'Ünïcode@corp.example');

function textOf(schema: JsonSchema): Arbitrary<string> {
  if (schema.format === 'date-time')
    return fc.constantFrom('2026-03-01T10:00:00.000Z', '2026-02-30T10:00:00Z', 'never');
  const minLength = toNumber(schema.minLength, 0);
  const maxLength = Math.max(minLength, Math.min(toNumber(schema.maxLength, 40), 600));
  return fc.oneof(
    EMAILS,
    fc.constantFrom('fuzz-1', 'fuzz-2', 'status eq "ACTIVE"', 'ACTIVE'),
    fc.string({ minLength, maxLength }),
  );
}

function toText(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}

function toNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function toSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
