import Type, { type Static } from 'typebox';

const instant = Type.String({ format: 'date-time' });
const share = Type.Integer({ minimum: 0, maximum: 100 });

/** An API token as Okta's API shows it: never its value (identity-sources-api 7.9, import-semantics 7.1). */
export const ApiTokenMetadata = Type.Object(
  {
    name: Type.String(),
    userId: Type.String({ description: 'The administrator whose rights it has' }),
    tokenWindow: Type.String({ description: 'How long it lives without use, as an ISO 8601 duration' }),
    network: Type.Object({
      connection: Type.Enum(['ANYWHERE', 'ZONE']),
      include: Type.Optional(Type.Array(Type.String({ description: 'An address range it may be used from' }))),
      exclude: Type.Optional(Type.Array(Type.String())),
    }),
    id: Type.String(),
    clientName: Type.String(),
    expiresAt: instant,
    created: instant,
    lastUpdated: instant,
    _link: Type.Object({
      self: Type.Object({
        href: Type.String(),
        hints: Type.Object({ allow: Type.Array(Type.Enum(['GET', 'DELETE'])) }),
      }),
    }),
  },
  { $id: 'ApiTokenMetadata' },
);

export type ApiTokenMetadata = Static<typeof ApiTokenMetadata>;

/** Body of the creation of a token. */
export const CreateApiTokenRequest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    ownerId: Type.Optional(
      Type.String({ description: 'The administrator (00u…) whose rights it has. Default: who calls.' }),
    ),
    sourceId: Type.Optional(Type.String({ description: 'Binds it to one identity source (0oa…)' })),
    networks: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Address ranges it may be used from, as 10.0.0.0/8. Default: anywhere.',
      }),
    ),
    idleDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "Days without use after which it dies. Default: the org's tokenIdleDays.",
      }),
    ),
    sharePercent: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description: "Percent of each rate limit it may use. Default: the org's tokenSharePercent.",
      }),
    ),
  },
  { $id: 'CreateApiTokenRequest', additionalProperties: false },
);

export type CreateApiTokenRequest = Static<typeof CreateApiTokenRequest>;

/** A new token, with the value that is shown only now. */
export const CreatedApiToken = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    ownerId: Type.String(),
    sourceId: Type.Union([Type.String(), Type.Null()]),
    networks: Type.Array(Type.String()),
    idleDays: Type.Integer(),
    sharePercent: Type.Union([share, Type.Null()]),
    created: instant,
    token: Type.String({ description: 'The secret: `Authorization: SSWS <token>`. It is stored nowhere.' }),
  },
  { $id: 'CreatedApiToken' },
);

export type CreatedApiToken = Static<typeof CreatedApiToken>;
