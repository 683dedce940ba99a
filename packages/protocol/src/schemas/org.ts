import Type, { type Static } from 'typebox';
import { AMBIGUITIES, type AmbiguityName, answersOf } from '../ambiguities.ts';
import { LIMITS_PROFILES } from '../limits.ts';

const limitsProfile = Type.Enum(['okta', 'open']);
const limitNames = Object.keys(LIMITS_PROFILES.okta);
// The keys of the register are its names.
const switches = Object.keys(AMBIGUITIES) as readonly AmbiguityName[];
const share = Type.Integer({ minimum: 0, maximum: 100, description: 'Percent of each bucket that one caller may use' });
const perMinute = Type.Integer({ minimum: 1, description: 'Requests per minute of the whole org' });

/** What an org says of itself without a token: its limits, and its answer to each question of the ambiguity register. */
export const HeadwaterOrg = Type.Object(
  {
    product: Type.Literal('headwater'),
    version: Type.String(),
    limitsProfile,
    limits: Type.Object(Object.fromEntries(limitNames.map((name) => [name, Type.Number({ minimum: 0 })]))),
    rateLimits: Type.Object({ tokenSharePercent: share, buckets: Type.Record(Type.String(), perMinute) }),
    testMode: Type.Boolean({ description: 'Whether clock, faults and state are moved by requests' }),
    choices: Type.Object(Object.fromEntries(switches.map((name) => [name, Type.Enum([...answersOf(name)])]))),
  },
  { $id: 'HeadwaterOrg' },
);

/** What an org has set itself; the rest is its profile's, or the default. */
export const OrgSettingsBody = Type.Object(
  {
    limitsProfile,
    limits: Type.Partial(Type.Object(Object.fromEntries(limitNames.map((name) => [name, Type.Integer()])))),
    rateLimits: Type.Object({
      tokenSharePercent: Type.Optional(share),
      buckets: Type.Optional(Type.Record(Type.String(), perMinute)),
    }),
    choices: Type.Partial(
      Type.Object(Object.fromEntries(switches.map((name) => [name, Type.Enum([...answersOf(name)])]))),
    ),
  },
  { $id: 'OrgSettings' },
);

/** What is to be changed of an org's settings; what is absent stays, `null` gives the default back, at every depth. */
export const OrgSettingsChange = Type.Object(
  {
    limitsProfile: Type.Optional(Type.Union([limitsProfile, Type.Null()])),
    limits: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.Union([Type.Integer(), Type.Null()])), Type.Null()]),
    ),
    rateLimits: Type.Optional(
      Type.Union([
        Type.Object({
          tokenSharePercent: Type.Optional(Type.Union([share, Type.Null()])),
          buckets: Type.Optional(
            Type.Union([Type.Record(Type.String(), Type.Union([perMinute, Type.Null()])), Type.Null()]),
          ),
        }),
        Type.Null(),
      ]),
    ),
    choices: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), Type.Null()]),
    ),
  },
  { $id: 'OrgSettingsChange' },
);

/** The buckets of an org with their limits, and how many percent of one a caller may use. */
export const OrgRateLimits = Type.Object(
  {
    tokenSharePercent: share,
    buckets: Type.Array(Type.Object({ bucket: Type.String(), requestsPerMinute: perMinute })),
  },
  { $id: 'OrgRateLimits' },
);

export type OrgRateLimits = Static<typeof OrgRateLimits>;

const instant = Type.String({ format: 'date-time' });
const unknown = Type.Null({ description: 'Not kept' });
const link = Type.Object({ href: Type.String() });

/** An org as Okta's Org API shows it (identity-sources-api 7.9). */
export const Organization = Type.Object(
  {
    id: Type.String(),
    subdomain: Type.String(),
    companyName: Type.String(),
    status: Type.Literal('ACTIVE'),
    expiresAt: Type.Null(),
    created: instant,
    lastUpdated: instant,
    website: unknown,
    phoneNumber: unknown,
    endUserSupportHelpURL: unknown,
    supportPhoneNumber: unknown,
    address1: unknown,
    address2: unknown,
    city: unknown,
    state: unknown,
    country: unknown,
    postalCode: unknown,
    _links: Type.Record(Type.String(), link),
  },
  { $id: 'Organization' },
);

export type Organization = Static<typeof Organization>;
