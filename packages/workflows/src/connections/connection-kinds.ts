import Type, { type Static, type TObject } from 'typebox';
import type { ConnectionKind } from '../connectors/connector.ts';

const Origins = Type.Optional(
  Type.Array(Type.String({ pattern: '^https?://[^/?#@\\s]+$' }), {
    description:
      'Origins that the credentials may go to, such as https://api.example.com. Without it: any that a flow calls.',
  }),
);
const BaseUrl = Type.Optional(
  Type.String({
    pattern: '^https?://[^/?#@\\s]+(/[^?#\\s]*)?$',
    description: 'What URLs that begin with / are resolved against.',
  }),
);

/** Nothing is added to a request. */
const NoneSettings = Type.Object({ baseUrl: BaseUrl }, { additionalProperties: false });
const NoSecret = Type.Object({}, { additionalProperties: false });

const BasicSettings = Type.Object(
  { baseUrl: BaseUrl, origins: Origins, username: Type.String({ minLength: 1, maxLength: 1_000 }) },
  { additionalProperties: false },
);
const BasicSecret = Type.Object({ password: Type.String({ maxLength: 10_000 }) }, { additionalProperties: false });

const HeaderSettings = Type.Object(
  {
    baseUrl: BaseUrl,
    origins: Origins,
    headerName: Type.String({
      pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$",
      description: 'Such as X-Api-Key, or Authorization.',
    }),
  },
  { additionalProperties: false },
);
const HeaderSecret = Type.Object(
  { headerValue: Type.String({ minLength: 1, maxLength: 10_000, pattern: '^[\\t\\x20-\\x7e\\x80-\\xff]+$' }) },
  { additionalProperties: false },
);

const OAuthClientSettings = Type.Object(
  {
    baseUrl: BaseUrl,
    origins: Origins,
    tokenUrl: Type.String({ pattern: '^https?://[^/?#@\\s]+(/[^#\\s]*)?$', description: 'The token endpoint.' }),
    clientId: Type.String({ minLength: 1, maxLength: 1_000 }),
    scope: Type.Optional(Type.String({ maxLength: 4_000, description: 'Scopes, separated by blanks.' })),
    audience: Type.Optional(Type.String({ maxLength: 1_000, description: 'For servers that ask for one.' })),
    clientAuthentication: Type.Optional(
      Type.Enum(['basic', 'body'], { description: 'Where the client secret goes: the header (default) or the body.' }),
    ),
  },
  { additionalProperties: false },
);
const OAuthClientSecret = Type.Object(
  { clientSecret: Type.String({ minLength: 1, maxLength: 10_000 }) },
  { additionalProperties: false },
);

const OktaSettings = Type.Object(
  {
    baseUrl: Type.String({
      pattern: '^https?://[^/?#@\\s]+$',
      description: 'The org, without a path: https://example.okta.com. Nothing leaves it.',
    }),
    scheme: Type.Optional(
      Type.Enum(['SSWS', 'Bearer'], { description: 'SSWS for API tokens (default), Bearer for access tokens.' }),
    ),
  },
  { additionalProperties: false },
);
const OktaSecret = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 10_000, pattern: '^[\\x21-\\x7e]+$' }) },
  { additionalProperties: false },
);

/** A kind of connection: what is asked for, and which of it is secret. */
export interface ConnectionKindEntry {
  readonly title: string;
  /** Shown to everybody who may see the connection. */
  readonly settings: TObject;
  /** Sealed when stored, never shown again. */
  readonly secret: TObject;
}

/** Every kind of connection (workflows-functions 10). Settings and secrets are checked with these before they are stored. */
export const CONNECTION_KINDS = {
  none: { title: 'No credentials', settings: NoneSettings, secret: NoSecret },
  basic: { title: 'User name and password', settings: BasicSettings, secret: BasicSecret },
  header: { title: 'Header, such as an API key', settings: HeaderSettings, secret: HeaderSecret },
  'oauth-client': { title: 'OAuth 2.0 client credentials', settings: OAuthClientSettings, secret: OAuthClientSecret },
  okta: { title: 'Okta or Headwater org', settings: OktaSettings, secret: OktaSecret },
} as const satisfies Readonly<Record<ConnectionKind, ConnectionKindEntry>>;

type Kinds = typeof CONNECTION_KINDS;

/** A connection with its secret, ready to be used. */
export type Connection = {
  readonly [K in ConnectionKind]: {
    /** Under which tokens are remembered. */
    readonly id: string;
    readonly kind: K;
    readonly settings: Readonly<Static<Kinds[K]['settings']>>;
    readonly secret: Readonly<Static<Kinds[K]['secret']>>;
  };
}[ConnectionKind];

export type ConnectionOf<K extends ConnectionKind> = Extract<Connection, { kind: K }>;
