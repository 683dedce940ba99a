import Type, { type Static, type TSchema } from 'typebox';

/** The parts of a test file. Descriptions complete "must be …" in messages. */
const Anything = Type.Unknown();
const Fields = Type.Record(Type.String(), Anything, { description: 'an object of values by key' });
const Text = Type.String({ description: 'text; put it in quotes if it looks like a number' });
const NotEmpty = Type.String({ minLength: 1, description: 'text' });
const Strict = <T extends Record<string, TSchema>>(fields: T, description: string) =>
  Type.Object(fields, { additionalProperties: false, description });

/** `PT5M`, `P1DT12H`, `PT0.5S`. */
const Duration = Type.String({
  pattern: '^P(?!$)(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,3})?S)?)?$',
  description: 'a duration such as PT5M (five minutes) or P1DT12H',
});

const Response = Strict(
  {
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: 'a status of HTTP' })),
    headers: Type.Optional(Type.Record(Type.String(), Text, { description: 'headers by name' })),
    body: Type.Optional(Anything),
    failure: Type.Optional(
      Type.Enum(['connection', 'timeout'], { description: 'connection or timeout: there is no answer' }),
    ),
  },
  'an answer: status, headers, body, or failure',
);

const REQUEST = {
  method: Type.Optional(NotEmpty),
  url: Type.Optional(Type.String({ pattern: '^(https?://|/)', description: 'an address, or a path from /' })),
  pattern: Type.Optional(
    Type.String({ pattern: '^(https?://|/|\\*)', description: 'an address or path with * for anything' }),
  ),
  query: Type.Optional(Fields),
  headers: Type.Optional(Fields),
  body: Type.Optional(Anything),
  connection: Type.Optional(NotEmpty),
};

export const Expectation = Strict(
  {
    ...REQUEST,
    times: Type.Optional(Type.Integer({ minimum: 0, description: 'how often it has to be asked' })),
    response: Type.Optional(Response),
    responses: Type.Optional(
      Type.Array(Response, { minItems: 1, description: 'a list of answers, one after the other' }),
    ),
  },
  'a request that may come, and its answer',
);
export type Expectation = Static<typeof Expectation>;
export type ExpectedRequest = Pick<Expectation, keyof typeof REQUEST>;

/** `GET https://…`, or what a request has to be like. */
const Call = Type.Union(
  [
    Type.String({ pattern: '^[A-Z]+ \\S' }),
    Strict({ ...REQUEST, times: Type.Optional(Type.Integer({ minimum: 1 })) }, 'a request'),
  ],
  { description: 'a call such as "GET /items", or an object with method, url, pattern, query, headers, body, times' },
);
const CallOrSet = Type.Union([Call, Strict({ set: Type.Array(Call) }, 'calls in any order')], {
  description: 'a call such as "GET /items", an object, or a set of calls in any order',
});
export type ExpectedCall = Static<typeof Call>;
export type ExpectedCalls = readonly Static<typeof CallOrSet>[];

export const OrgFixture = Strict(
  {
    sources: Type.Optional(Type.Array(NotEmpty, { description: 'a list of ids of identity sources' })),
    importTakes: Type.Optional(Duration),
    sessions: Type.Optional(
      Type.Array(
        Strict(
          {
            id: NotEmpty,
            source: Type.Optional(NotEmpty),
            status: Type.Optional(Type.Enum(['CREATED', 'IN_PROGRESS', 'TRIGGERED'])),
          },
          'a session: id, source, status',
        ),
      ),
    ),
    people: Type.Optional(
      Type.Array(
        Strict(
          { externalId: NotEmpty, source: Type.Optional(NotEmpty), profile: Fields },
          'a person of a source: externalId, profile, source',
        ),
      ),
    ),
    users: Type.Optional(
      Type.Array(
        Strict(
          {
            id: Type.Optional(NotEmpty),
            status: Type.Optional(Type.Enum(['ACTIVE', 'STAGED', 'SUSPENDED', 'DEPROVISIONED'])),
            profile: Fields,
          },
          'a user: profile, id, status',
        ),
      ),
    ),
  },
  'an org in memory: sources, sessions, people, users, importTakes',
);
export type OrgFixture = Static<typeof OrgFixture>;

const TableRows = Type.Union([Type.String({ minLength: 1 }), Type.Array(Fields)], {
  description: 'a list of rows, or the path of a CSV file',
});
export type FixtureRows = Static<typeof TableRows>;
const Tables = Type.Record(Type.String(), TableRows, { description: 'rows by name of the table' });
const Orgs = Type.Record(Type.String(), OrgFixture, { description: 'orgs by name of a connection, or okta' });
const Instant = Type.String({ format: 'date-time', description: 'an instant such as 2026-03-01T05:30:00Z' });
const Choices = Type.Record(Type.String(), Text, { description: 'answers by name of the switch' });

const Started = Type.Union(
  [
    Type.String(),
    Strict({ flow: NotEmpty, result: Type.Optional(Anything), error: Type.Optional(Anything) }, 'a flow'),
  ],
  { description: 'the name of a flow, or an object with flow, result and error' },
);

export const Expected = Strict(
  {
    result: Type.Optional(Anything),
    error: Type.Optional(Anything),
    halted: Type.Optional(Anything),
    answer: Type.Optional(Anything),
    calls: Type.Optional(Type.Array(CallOrSet, { description: 'a list of calls' })),
    tables: Type.Optional(Type.Record(Type.String(), Anything, { description: 'rows by name of the table' })),
    waits: Type.Optional(Type.Array(Duration, { description: 'a list of durations' })),
    started: Type.Optional(Type.Array(Started, { description: 'a list of flows' })),
    orgs: Type.Optional(
      Type.Record(
        Type.String(),
        Strict(
          { people: Type.Optional(Anything), sessions: Type.Optional(Anything), users: Type.Optional(Anything) },
          'an object with people, sessions, users',
        ),
      ),
    ),
  },
  'an object of what is expected',
);
export type Expected = Static<typeof Expected>;

const Recordings = Type.Union([Type.String({ minLength: 1 }), Type.Array(NotEmpty)], {
  description: 'the path of a recording, or a list of them',
});

export const TestCase = Strict(
  {
    name: NotEmpty,
    flow: NotEmpty,
    input: Type.Optional(Fields),
    groups: Type.Optional(
      Type.Record(Type.String(), Fields, { description: 'objects of values by group of the start card' }),
    ),
    events: Type.Optional(Type.Array(Fields, { description: 'a list of events of the System Log' })),
    clock: Type.Optional(Instant),
    choices: Type.Optional(Choices),
    tables: Type.Optional(Tables),
    orgs: Type.Optional(Orgs),
    http: Type.Optional(Type.Array(Expectation, { description: 'a list of requests' })),
    recording: Type.Optional(Recordings),
    expect: Type.Optional(Expected),
  },
  'a case: name, flow, input, expect …',
);
export type TestCase = Static<typeof TestCase>;

const StringMap = Type.Record(Type.String(), Text, { description: 'texts by name' });

export const BindingsDocument = Strict(
  {
    applications: Type.Optional(StringMap),
    ids: Type.Optional(StringMap),
    connections: Type.Optional(StringMap),
    hosts: Type.Optional(StringMap),
  },
  'an object with applications, ids, connections, hosts',
);

/** A test file of a pack: what surrounds its flows, and cases. docs/reference/flow-tests.md describes it. */
export const TestDocument = Strict(
  {
    name: Type.Optional(NotEmpty),
    bindings: Type.Optional(
      Type.Union([Type.String({ minLength: 1 }), BindingsDocument], {
        description: 'an object of bindings, or the path of a file with them',
      }),
    ),
    choices: Type.Optional(Choices),
    clock: Type.Optional(Instant),
    seed: Type.Optional(Type.Integer({ description: 'a whole number' })),
    connections: Type.Optional(
      Type.Record(Type.String(), Strict({ url: NotEmpty }, 'an object with url'), {
        description: 'connections by name: {url: https://…}',
      }),
    ),
    tables: Type.Optional(Tables),
    orgs: Type.Optional(Orgs),
    http: Type.Optional(Type.Array(Expectation, { description: 'a list of requests' })),
    recording: Type.Optional(Recordings),
    cases: Type.Array(TestCase, { minItems: 1, description: 'a list of cases' }),
  },
  'an object with cases and what surrounds them',
);
export type TestDocument = Static<typeof TestDocument>;
