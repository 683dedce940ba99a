import { isDeepStrictEqual } from 'node:util';
import type { AttributeDefinition } from '@headwater/protocol';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { USUAL_PERMISSION, USUAL_SOURCING } from './present-attribute.ts';
import type { SchemaOwner } from './schema-owner.ts';

/** An attribute as it is sent; a field that is null is to be taken away. */
export type SentAttribute = Readonly<Record<string, unknown>>;

const Members = {
  enum: Type.Optional(Type.Array(Type.String())),
  oneOf: Type.Optional(Type.Array(Type.Object({ const: Type.String(), title: Type.String() }))),
};

/** The fields that are read, once those that are null are taken out. */
const Fields = Type.Object(
  {
    title: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    type: Type.Optional(Type.String()),
    items: Type.Optional(Type.Object({ type: Type.Optional(Type.String()), ...Members })),
    ...Members,
    required: Type.Optional(Type.Boolean()),
    format: Type.Optional(Type.String()),
    minLength: Type.Optional(Type.Number()),
    maxLength: Type.Optional(Type.Number()),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    pattern: Type.Optional(Type.String()),
    default: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    unique: Type.Optional(
      Type.Union([Type.Boolean(), Type.Enum(['NOT_UNIQUE', 'PENDING_UNIQUENESS', 'UNIQUE_VALIDATED'])]),
    ),
    externalName: Type.Optional(Type.String()),
    externalNamespace: Type.Optional(Type.Literal('')),
    mutability: Type.Optional(Type.Literal('READ_WRITE')),
    scope: Type.Optional(Type.Literal('NONE')),
    permissions: Type.Optional(
      Type.Array(
        Type.Object({ principal: Type.Literal('SELF'), action: Type.Enum(['READ_WRITE', 'READ_ONLY', 'HIDE']) }),
        { maxItems: 1 },
      ),
    ),
    master: Type.Optional(
      Type.Object({
        type: Type.Enum(['PROFILE_MASTER', 'OKTA', 'OVERRIDE']),
        priority: Type.Optional(Type.Array(Type.Object({ type: Type.Literal('APP'), value: Type.String() }))),
      }),
    ),
  },
  { additionalProperties: false },
);

const validator = Compile(Fields);

/** What is wrong with the fields as such, as causes of an error; whether their values go together is asked later. */
export function fieldProblems(sent: SentAttribute): readonly string[] {
  const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));
  if (validator.Check(given)) return [];
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(Fields.properties, field));
  const wrong = validator
    .Errors(given)
    .map(({ instancePath, message }) => ({ field: instancePath.split('/')[1] ?? '', message }))
    .filter(({ field }) => field !== '' && !unknown.includes(field));
  const first = new Map(wrong.map(({ field, message }) => [field, message]).reverse() as [string, string][]);
  return [
    ...unknown.map((field) => `${field}: attributes have no such field here`),
    ...[...first].reverse().map(([field]) => `${field}: the value ${JSON.stringify(given[field])} is not possible`),
  ];
}

/** Fields of a definition, each with its new value, or null to take it away. */
export type ReadFields = { readonly [Field in keyof Omit<AttributeDefinition, 'name' | 'base'>]?: unknown };

/** The fields of a definition that the sent ones are. Only after `fieldProblems` found nothing. */
export function readFields(owner: SchemaOwner, sent: SentAttribute): ReadFields {
  const given = sent as Nullable<Static<typeof Fields>>;
  const { items, oneOf = items?.oneOf, enum: members = items?.enum } = given;
  const read: Record<string, unknown> = {};
  for (const field of [
    'title',
    'format',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'pattern',
    'default',
  ] as const) {
    if (given[field] !== undefined) read[field] = given[field];
  }
  if (given.description !== undefined) read.description = given.description === '' ? null : given.description;
  if (given.externalName !== undefined) read.externalName = given.externalName === '' ? null : given.externalName;
  if (given.type !== undefined) read.type = given.type === 'array' ? `${items?.type ?? 'string'}[]` : given.type;
  if (given.required !== undefined) read.required = given.required === true ? true : null;
  if (given.unique !== undefined) read.unique = isUnique(given.unique) ? true : null;
  if (members !== undefined || oneOf !== undefined) Object.assign(read, readMembers(members, oneOf));
  if (owner !== 'user') return given.master?.type === 'OVERRIDE' ? { ...read, master: given.master } : read;
  if (given.permissions !== undefined) read.permission = given.permissions?.[0]?.action ?? null;
  if (given.master !== undefined) read.master = readSourcing(given.master);
  return read;
}

type Nullable<T> = { readonly [Field in keyof T]: T[Field] | null };

function isUnique(unique: boolean | string | null): boolean {
  return unique === true || unique === 'UNIQUE_VALIDATED' || unique === 'PENDING_UNIQUENESS';
}

type Titled = readonly { readonly const: string; readonly title: string }[];

/** Titles stand in the order of the members; without members of their own they are the members, too. */
function readMembers(members: readonly string[] | null | undefined, oneOf: Titled | null | undefined): ReadFields {
  const titles = oneOf == null ? null : oneOf.map(({ title }) => title);
  if (members === undefined) return { enum: oneOf?.map((one) => one.const) ?? null, enumTitles: titles };
  return oneOf === undefined ? { enum: members, enumTitles: null } : { enum: members, enumTitles: titles };
}

function readSourcing(master: Static<typeof Fields>['master'] | null): unknown {
  if (master == null || master.type === 'PROFILE_MASTER') return null;
  if (master.type === 'OKTA') return { type: 'OKTA' };
  return { type: 'OVERRIDE', priority: (master.priority ?? []).map(({ value }) => value) };
}

/** The fields that are not as the definition has them already; a schema that is read and sent back changes nothing. */
export function differingFields(current: AttributeDefinition, fields: ReadFields): ReadFields {
  const usual: ReadFields = { permission: USUAL_PERMISSION, master: USUAL_SOURCING };
  const asItIs: Readonly<Record<string, unknown>> = { ...current };
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => {
      const standard = (usual as Readonly<Record<string, unknown>>)[field] ?? null;
      const before = asItIs[field] === false ? null : (asItIs[field] ?? standard);
      return !isDeepStrictEqual(value ?? standard, before);
    }),
  );
}
