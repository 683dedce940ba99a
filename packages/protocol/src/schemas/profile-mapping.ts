import Type, { type Static } from 'typebox';

const Side = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.Enum(['appuser', 'user']),
  _links: Type.Record(Type.String(), Type.Object({ href: Type.String() })),
});

const pushStatus = Type.Enum(['PUSH', 'DONT_PUSH'], {
  description: 'PUSH: on creation and on every update; DONT_PUSH: on creation only',
});

/** How attributes of one side become attributes of the other (identity-sources-api 7.6). Lists leave `properties` out. */
export const ProfileMapping = Type.Object(
  {
    id: Type.String(),
    source: Side,
    target: Side,
    properties: Type.Optional(Type.Record(Type.String(), Type.Object({ expression: Type.String(), pushStatus }))),
    _links: Type.Object({ self: Type.Object({ href: Type.String() }) }),
  },
  { $id: 'ProfileMapping' },
);

export type ProfileMapping = Static<typeof ProfileMapping>;

const PropertyChanges = Type.Record(
  Type.String(),
  Type.Union([
    Type.Object({ expression: Type.Optional(Type.String()), pushStatus: Type.Optional(pushStatus) }),
    Type.Null(),
  ]),
);

/** Changes of a mapping, merged into it by target attribute; null ends the mapping of one. */
export const ProfileMappingChange = Type.Object({ properties: PropertyChanges }, { $id: 'ProfileMappingChange' });

export type ProfileMappingChange = Static<typeof ProfileMappingChange>;

/** A person as a source would send them, to see what the mapping makes of them. */
export const MappingPreviewRequest = Type.Object(
  {
    profile: Type.Record(Type.String(), Type.Unknown(), { description: 'As in an upload.' }),
    creating: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'False: as for a user who exists, without what is mapped on creation only.',
      }),
    ),
    userId: Type.Optional(
      Type.String({
        description: 'As for this user, whose linked users the expressions read; without one there are none.',
      }),
    ),
    properties: Type.Optional(
      Type.Unsafe<Static<typeof PropertyChanges>>({ ...PropertyChanges, description: 'Changes to try, not saved.' }),
    ),
  },
  { $id: 'MappingPreviewRequest' },
);

export type MappingPreviewRequest = Static<typeof MappingPreviewRequest>;

/** What the mapping makes of a person: for each target its value, or what is wrong. Nothing is written. */
export const MappingPreview = Type.Object(
  {
    sourceProblems: Type.Array(Type.String(), {
      description: 'What the schema of the source refuses or does not know',
    }),
    attributes: Type.Record(
      Type.String(),
      Type.Object({
        expression: Type.Optional(Type.String({ description: 'Absent: the attribute is not mapped' })),
        value: Type.Optional(Type.Unknown({ description: 'Null: the attribute is cleared' })),
        problem: Type.Optional(Type.String()),
        fails: Type.Optional(
          Type.Boolean({
            description: 'Whether the problem fails the person whole, or leaves only this attribute as it is',
          }),
        ),
      }),
    ),
  },
  { $id: 'MappingPreview' },
);

export type MappingPreview = Static<typeof MappingPreview>;
