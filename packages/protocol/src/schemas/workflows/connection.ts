import Type, { type Static } from 'typebox';

export const FLOW_CONNECTION_KINDS = ['none', 'basic', 'header', 'oauth-client', 'okta'] as const;

const Instant = Type.String({ format: 'date-time' });
const Name = Type.String({ minLength: 1, maxLength: 200, description: 'Unique in the org' });
const Settings = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'What is no secret: `baseUrl`, `origins`, `username`, `headerName`, `tokenUrl`, `clientId` … by kind. Of kind `okta` also `{"org": "self"}`: this org.',
});
const Secret = Type.Record(Type.String(), Type.Unknown(), {
  description: '`password`, `headerValue`, `clientSecret` or `token`, by kind. Never shown again.',
});

/** A connection of flows to another system. Its secret is never shown. */
export const FlowConnection = Type.Object(
  {
    id: Type.String(),
    name: Name,
    connector: Type.String({ description: '`okta`, `httpfunctions` …' }),
    kind: Type.Enum([...FLOW_CONNECTION_KINDS]),
    settings: Settings,
    hasSecret: Type.Boolean(),
    created: Instant,
    lastUpdated: Instant,
  },
  { $id: 'FlowConnection' },
);
export type FlowConnection = Static<typeof FlowConnection>;

export const FlowConnectionRequest = Type.Object(
  {
    name: Name,
    connector: Type.String(),
    kind: Type.Enum([...FLOW_CONNECTION_KINDS]),
    settings: Type.Optional(Settings),
    secret: Type.Optional(Secret),
  },
  { additionalProperties: false, $id: 'FlowConnectionRequest' },
);
export type FlowConnectionRequest = Static<typeof FlowConnectionRequest>;

/** Settings are merged (null removes one); a secret takes the place of the one before. */
export const FlowConnectionChange = Type.Object(
  { name: Type.Optional(Name), settings: Type.Optional(Settings), secret: Type.Optional(Secret) },
  { additionalProperties: false, $id: 'FlowConnectionChange' },
);
export type FlowConnectionChange = Static<typeof FlowConnectionChange>;

/** What a test of a connection came to. */
export const FlowConnectionTest = Type.Object(
  {
    ok: Type.Boolean(),
    status: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the answer; null when there was none' }),
    message: Type.String({ description: 'What was called, and what came of it' }),
  },
  { $id: 'FlowConnectionTest' },
);
export type FlowConnectionTest = Static<typeof FlowConnectionTest>;
