import Type, { type Static } from 'typebox';

/** Where a group comes from: made in the directory, imported by an identity source, or built in (import-semantics 1.5). */
export const GROUP_TYPES = ['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN'] as const;

export type GroupType = (typeof GROUP_TYPES)[number];

/** Lengths of a directory group's profile, in characters (import-semantics 1.5). */
export const DIRECTORY_GROUP_LENGTHS = { name: 255, description: 1_024 } as const;

const link = Type.Object({ href: Type.String() });

/**
 * A group of the directory (identity-sources-api 7.4). `source` and its link: of an `APP_GROUP` only; `_embedded`: what `expand` asks
 * for.
 */
export const Group = Type.Object(
  {
    id: Type.String(),
    created: Type.String({ format: 'date-time' }),
    lastUpdated: Type.String({ format: 'date-time' }),
    lastMembershipUpdated: Type.String({ format: 'date-time' }),
    objectClass: Type.Array(Type.String()),
    type: Type.Enum([...GROUP_TYPES]),
    profile: Type.Object({ name: Type.String(), description: Type.Union([Type.String(), Type.Null()]) }),
    source: Type.Optional(Type.Object({ id: Type.String() })),
    _embedded: Type.Optional(
      Type.Object({
        stats: Type.Optional(
          Type.Object({
            usersCount: Type.Integer(),
            appsCount: Type.Integer(),
            groupPushMappingsCount: Type.Integer(),
            hasAdminPrivilege: Type.Boolean(),
            _links: Type.Object({ users: link, apps: link }),
          }),
        ),
        app: Type.Optional(
          Type.Object({
            id: Type.String(),
            name: Type.String(),
            label: Type.String(),
            status: Type.String(),
            created: Type.String({ format: 'date-time' }),
            lastUpdated: Type.String({ format: 'date-time' }),
          }),
        ),
      }),
    ),
    _links: Type.Object({
      logo: Type.Array(Type.Unknown()),
      users: link,
      apps: link,
      source: Type.Optional(link),
    }),
  },
  { $id: 'Group' },
);

export type Group = Static<typeof Group>;

/** Body of the creation and the replacement of a group. */
export const GroupRequest = Type.Object(
  {
    profile: Type.Object({
      name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      description: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  },
  { $id: 'GroupRequest' },
);

export type GroupRequest = Static<typeof GroupRequest>;
