import Type, { type Static } from 'typebox';

/** Longest wait that a fault may add, in milliseconds. */
const MAX_LATENCY = 60_000;

const closed = { additionalProperties: false };

/** Which requests a fault is for: those that have everything that is given. */
export const FaultMatch = Type.Object(
  {
    method: Type.Optional(Type.String({ pattern: '^[A-Z]+$', description: '`POST`' })),
    path: Type.Optional(
      Type.String({
        pattern: '^/',
        description: 'Path without query; `*` stands for one segment, `/**` at the end for everything below.',
      }),
    ),
    operationId: Type.Optional(Type.String({ description: 'As in `/openapi.json`: `startImportFromIdentitySource`' })),
    identitySourceId: Type.Optional(Type.String({ description: 'The identity source in the path, or of the import' })),
  },
  { ...closed, $id: 'FaultMatch' },
);

const StatusFault = Type.Object(
  {
    kind: Type.Literal('status'),
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Optional(Type.Unknown({ description: 'Text is sent as it is, everything else as JSON' })),
  },
  closed,
);

const ErrorFault = Type.Object(
  {
    kind: Type.Literal('error'),
    errorCode: Type.String({ description: 'A code of the error catalogue: `internal`, or Okta’s: `E0000009`' }),
  },
  closed,
);

const RateLimitFault = Type.Object(
  {
    kind: Type.Literal('rateLimited'),
    resetSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 86_400,
        description: 'Until `x-rate-limit-reset`, on the org’s clock. Default 60',
      }),
    ),
  },
  closed,
);

const LatencyFault = Type.Object(
  { kind: Type.Literal('latency'), milliseconds: Type.Integer({ minimum: 0, maximum: MAX_LATENCY }) },
  closed,
);

const DropFault = Type.Object(
  {
    kind: Type.Literal('drop'),
    when: Type.Union([Type.Literal('before'), Type.Literal('after')], {
      description: 'The connection is cut before the request is processed, or after, without an answer',
    }),
  },
  closed,
);

const TruncateFault = Type.Object(
  { kind: Type.Literal('truncate'), bytes: Type.Integer({ minimum: 0, description: 'Of the body that are sent' }) },
  closed,
);

const ImportFault = Type.Object(
  {
    kind: Type.Literal('import'),
    stopAfterRecords: Type.Optional(
      Type.Integer({ minimum: 0, description: 'The import fails when so many records are applied; those stay' }),
    ),
    delaySeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 31_536_000,
        description: 'The import begins so long after its start, on the org’s clock',
      }),
    ),
  },
  closed,
);

/** What goes wrong. */
export const FaultKind = Type.Union(
  [StatusFault, ErrorFault, RateLimitFault, LatencyFault, DropFault, TruncateFault, ImportFault],
  { $id: 'FaultKind' },
);

/** A fault to be armed. */
export const NewFault = Type.Object(
  {
    match: Type.Optional(FaultMatch),
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How often. Default 1' })),
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: 'Matching requests that are let through before. Default 0',
      }),
    ),
    fault: FaultKind,
  },
  { ...closed, $id: 'NewFault' },
);

/** A fault that was armed. */
export const ArmedFault = Type.Object(
  {
    id: Type.String(),
    match: FaultMatch,
    times: Type.Integer(),
    after: Type.Integer({ description: 'Matching requests that are still let through' }),
    remaining: Type.Integer({ description: 'How often it still happens' }),
    fault: FaultKind,
  },
  { $id: 'ArmedFault' },
);

export type FaultMatch = Static<typeof FaultMatch>;
export type FaultKind = Static<typeof FaultKind>;
export type NewFault = Static<typeof NewFault>;
export type ArmedFault = Static<typeof ArmedFault>;

/** What happens to a request; faults of imports are not. */
export type RequestFault = Exclude<FaultKind, { readonly kind: 'import' }>;
export type ImportFault = Extract<FaultKind, { readonly kind: 'import' }>;
