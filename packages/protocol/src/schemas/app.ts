import Type, { type Static } from 'typebox';

const instant = Type.String({ format: 'date-time' });
const Link = Type.Object({ href: Type.String() });

/** The catalogue's key of identity sources. */
export const SOURCE_APP = 'custom_identity_source';

/** The catalogue's key of services that call the API by OAuth 2.0. */
export const SERVICE_APP = 'oidc_client';

/** Names of the apps that an org can have: identity sources, and services that call the API. */
export const APP_NAMES = [SOURCE_APP, SERVICE_APP] as const;

/** An app (identity-sources-api 7.1). Of an identity source `signOnMode` is null, and `features` say what its settings make it do. */
export const Application = Type.Object(
  {
    id: Type.String(),
    orn: Type.String(),
    name: Type.Enum([...APP_NAMES]),
    label: Type.String(),
    status: Type.Enum(['ACTIVE', 'INACTIVE']),
    lastUpdated: instant,
    created: instant,
    accessibility: Type.Record(Type.String(), Type.Unknown()),
    visibility: Type.Object({
      autoLaunch: Type.Boolean(),
      autoSubmitToolbar: Type.Boolean(),
      hide: Type.Object({ iOS: Type.Boolean(), web: Type.Boolean() }),
      appLinks: Type.Record(Type.String(), Type.Boolean()),
    }),
    features: Type.Array(Type.String()),
    signOnMode: Type.Union([Type.Literal('OPENID_CONNECT'), Type.Null()]),
    credentials: Type.Record(Type.String(), Type.Unknown()),
    universalLogout: Type.Object({ status: Type.String() }),
    settings: Type.Record(Type.String(), Type.Unknown()),
    _links: Type.Record(Type.String(), Type.Unknown()),
    _embedded: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'Application' },
);

export type Application = Static<typeof Application>;

const visibility = Type.Optional(
  Type.Object({ hide: Type.Optional(Type.Object({ web: Type.Optional(Type.Boolean()) })) }),
);

const optionalText = Type.Optional(Type.String());

/** Of a service app: how it proves who it is. Only values that say what is so anyway are taken. */
const OAuthCredentials = Type.Object({
  client_id: optionalText,
  token_endpoint_auth_method: Type.Optional(Type.String({ description: 'private_key_jwt' })),
});

const OAuthSettings = Type.Object({
  application_type: Type.Optional(Type.String({ description: 'service' })),
  grant_types: Type.Optional(Type.Array(Type.String(), { description: 'client_credentials' })),
  response_types: Type.Optional(Type.Array(Type.String(), { description: 'token' })),
  jwks: Type.Optional(
    Type.Object({ keys: Type.Array(Type.Unknown()) }, { description: 'Its public keys; they replace those it has.' }),
  ),
  dpop_bound_access_tokens: Type.Optional(
    Type.Boolean({ description: 'Whether it gets only tokens that are bound to a key of its own; true by default.' }),
  ),
});

/** Body of the creation and of the replacement of an app; fields that it does not name are ignored. */
export const ApplicationRequest = Type.Object(
  {
    name: Type.Optional(
      Type.String({ description: `${APP_NAMES.join(' or ')}; required on creation, never changed.` }),
    ),
    label: optionalText,
    visibility,
    signOnMode: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'Of a service app: OPENID_CONNECT.' }),
    ),
    credentials: Type.Optional(Type.Object({ oauthClient: Type.Optional(OAuthCredentials) })),
    settings: Type.Optional(
      Type.Object({
        oauthClient: Type.Optional(OAuthSettings),
        headwater: Type.Optional(
          Type.Object({
            identitySourceId: Type.Optional(
              Type.Union([Type.String(), Type.Null()], {
                description: 'Of a service app, on creation: the one identity source that it may work on.',
              }),
            ),
          }),
        ),
      }),
    ),
  },
  { $id: 'ApplicationRequest' },
);

export type ApplicationRequest = Static<typeof ApplicationRequest>;

const APP_USER_STATUSES = ['ACTIVE', 'IMPORTED', 'MATCHED', 'UNASSIGNED', 'DEPROVISIONED'] as const;

/** A person as an app knows them (identity-sources-api 7.2). `id` is the user's, for somebody who is linked to one. */
export const AppUser = Type.Object(
  {
    id: Type.String({ description: '00u… of the user; 0ua… of the person at the source, who is linked to nobody' }),
    externalId: Type.String(),
    created: instant,
    lastUpdated: instant,
    scope: Type.Literal('USER'),
    status: Type.Enum([...APP_USER_STATUSES]),
    statusChanged: Type.Union([instant, Type.Null()]),
    passwordChanged: Type.Null(),
    syncState: Type.Enum(['SYNCHRONIZED', 'DISABLED']),
    lastSync: instant,
    credentials: Type.Object({ userName: Type.Union([Type.String(), Type.Null()]) }),
    profile: Type.Record(Type.String(), Type.Unknown()),
    _links: Type.Object({ app: Link, user: Type.Optional(Link) }),
    _embedded: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'AppUser' },
);

export type AppUser = Static<typeof AppUser>;

/** A page of the people who wait for a decision (identity-sources-api 6.2). */
export const UnconfirmedUsers = Type.Object(
  {
    users: Type.Array(
      Type.Object({
        externalId: Type.String(),
        credentials: Type.Object({ username: Type.Union([Type.String(), Type.Null()]) }),
        profile: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
  },
  { $id: 'UnconfirmedUsers' },
);

export type UnconfirmedUsers = Static<typeof UnconfirmedUsers>;
