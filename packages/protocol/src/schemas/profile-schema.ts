import Type, { type Static } from 'typebox';

/** One attribute in the form of JSON Schema draft 4 (identity-sources-api 7.5). Null takes a field away where one is sent. */
const Attribute = Type.Record(Type.String(), Type.Unknown());

const Definition = Type.Object({
  id: Type.String(),
  type: Type.Literal('object'),
  properties: Type.Record(Type.String(), Attribute),
  required: Type.Array(Type.String()),
});

/** The attributes of users, of the people of an app, or of groups (identity-sources-api 7.5). */
export const ProfileSchemaDocument = Type.Object(
  {
    id: Type.String({ description: 'An address that names the schema; it is not served there' }),
    $schema: Type.Literal('http://json-schema.org/draft-04/schema#'),
    name: Type.String(),
    title: Type.String(),
    lastUpdated: Type.String({ format: 'date-time' }),
    created: Type.String({ format: 'date-time' }),
    definitions: Type.Object({ custom: Definition, base: Definition }),
    type: Type.Literal('object'),
    properties: Type.Object({
      // No property named "$ref": programs that read the description would follow it.
      profile: Type.Object({ allOf: Type.Array(Type.Record(Type.String(), Type.String())) }),
    }),
    _links: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'ProfileSchemaDocument' },
);

export type ProfileSchemaDocument = Static<typeof ProfileSchemaDocument>;

const Changes = Type.Optional(
  Type.Object({ properties: Type.Optional(Type.Record(Type.String(), Type.Union([Attribute, Type.Null()]))) }),
);

/** Changes of a schema, merged into it: an attribute is added or changed in the fields that are sent, null removes it. */
export const ProfileSchemaChange = Type.Object(
  { definitions: Type.Optional(Type.Object({ custom: Changes, base: Changes })) },
  { $id: 'ProfileSchemaChange' },
);

export type ProfileSchemaChange = Static<typeof ProfileSchemaChange>;

/** A type of users; an org has one (identity-sources-api 5). */
export const UserType = Type.Object(
  {
    id: Type.String(),
    displayName: Type.String(),
    name: Type.String(),
    description: Type.String(),
    created: Type.String({ format: 'date-time' }),
    lastUpdated: Type.String({ format: 'date-time' }),
    default: Type.Boolean(),
    _links: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'UserType' },
);

export type UserType = Static<typeof UserType>;
