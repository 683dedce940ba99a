import type { Static } from 'typebox';
import Type from 'typebox';

/** Features that an org may lack; cases that need a lacking one are left out. */
export const FEATURES = ['groups', 'entities', 'devices'] as const;
export type Feature = (typeof FEATURES)[number];

const Answer = Type.Object(
  {
    status: Type.Optional(Type.Union([Type.Integer(), Type.Array(Type.Integer())])),
    /** Matchers by lower-case header name. */
    headers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Matcher of the body (match.ts). */
    body: Type.Optional(Type.Unknown()),
    /** Okta's code: the body is an error object with it. */
    error: Type.Optional(Type.String()),
    /** The one cause of the error. */
    cause: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

const Call = Type.Object(
  {
    /**
     * Method and path; `{source}` and `{session}` are paths, `${name}` a saved value, `id`, `sourceId`, `sessionId` or `long` (300
     * characters).
     */
    call: Type.String(),
    /** Default: the token of the run. `none`: no header. `wrong`: one that does not exist. */
    token: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('wrong')])),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** How often it is sent, one after the other; each answer must be as expected. Default 1. */
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Sent as JSON; `{$repeat: {count, of}}` stands for an array, in whose elements `${n}` counts from 1. */
    body: Type.Optional(Type.Unknown()),
    /** Sent as it is, with the content type of `headers`. */
    text: Type.Optional(Type.String()),
    expect: Type.Optional(Answer),
    /** Names for parts of the body, as `name: path.in.body`. */
    save: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** A switch of the ambiguity register that the answer decides; `answers` says by what. */
    asks: Type.Optional(Type.String()),
    answers: Type.Optional(Type.Record(Type.String(), Answer)),
  },
  { additionalProperties: false },
);

const Wait = Type.Object(
  {
    /** Polls the session until it has ended. */
    wait: Type.Literal('end'),
    expect: Type.Optional(Answer),
  },
  { additionalProperties: false },
);

const Case = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9.-]+$' }),
    title: Type.String(),
    /** Where the contract says so. */
    facts: Type.String(),
    needs: Type.Optional(Type.Array(Type.Enum([...FEATURES]))),
    /** The state of the session that the case starts with; its variable is `session`. */
    given: Type.Optional(Type.Union([Type.Literal('CREATED'), Type.Literal('IN_PROGRESS')])),
    /** Runs an import: the org may ask for minutes of waiting afterwards. */
    imports: Type.Optional(Type.Boolean()),
    steps: Type.Array(Type.Union([Call, Wait]), { minItems: 1 }),
  },
  { additionalProperties: false },
);

/** One file of the suite. */
export const SuiteFile = Type.Object(
  { suite: Type.String(), cases: Type.Array(Case, { minItems: 1 }) },
  { additionalProperties: false },
);

export type SuiteFile = Static<typeof SuiteFile>;
export type Case = Static<typeof Case>;
export type CallStep = Static<typeof Call>;
export type WaitStep = Static<typeof Wait>;
export type Step = CallStep | WaitStep;
export type ExpectedAnswer = Static<typeof Answer>;
