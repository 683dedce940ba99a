import Type, { type Static, type TSchema } from 'typebox';

/**
 * Where an execution of a flow is. `halted`: ended early by Continue If, which is no failure. `sleeping`: nothing can go on before
 * its `wake`.
 */
export const EXECUTION_STATUSES = [
  'queued',
  'running',
  'sleeping',
  'succeeded',
  'halted',
  'failed',
  'cancelled',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** What started an execution. `call`: another execution, by Call Flow Async. */
export const EXECUTION_TRIGGERS = ['manual', 'schedule', 'endpoint', 'delegated', 'event', 'call'] as const;
export type ExecutionTrigger = (typeof EXECUTION_TRIGGERS)[number];

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One run of a flow. */
export const FlowExecution = Type.Object(
  {
    id: Type.String(),
    flowId: Type.String(),
    packVersion: Type.Integer({ description: 'Version of the pack it runs with' }),
    status: Type.Enum([...EXECUTION_STATUSES]),
    trigger: Type.Enum([...EXECUTION_TRIGGERS]),
    durable: Type.Boolean({ description: 'Whether it survives the end of its process' }),
    parentId: OrNull(Type.String({ description: 'The execution that started it and did not wait' })),
    cards: Type.Integer({ description: 'Cards that ran' }),
    retries: Type.Integer({ description: 'How often it was begun again at the card that failed' }),
    queued: Instant,
    started: OrNull(Instant),
    ended: OrNull(Instant),
    wake: OrNull(Instant),
    input: Type.Unknown({ description: 'Values by group and key, without secrets; null where the flow saves no data' }),
    result: Type.Unknown({ description: 'What it returned; null when it did not, or where the flow saves no data' }),
    error: Type.Unknown({ description: 'The error object; null when it did not fail' }),
  },
  { $id: 'FlowExecution' },
);
export type FlowExecution = Static<typeof FlowExecution>;

export const JOURNAL_TYPES = ['opened', 'card', 'waits', 'page', 'closed'] as const;
export type JournalType = (typeof JOURNAL_TYPES)[number];

/**
 * One thing that happened in an execution. Which fields it has follows from its type: the opening of a frame has `parent`, `flowId`,
 * `block` and `input`, a card `attempt`, `inputs`, `outputs` and `error`, a closing `outcome`.
 */
export const FlowJournalEntry = Type.Object(
  {
    position: Type.Integer(),
    type: Type.Enum([...JOURNAL_TYPES]),
    frame: Type.String({
      description: 'The run of a flow or of a block inside a card; `root` is the execution itself',
    }),
    card: OrNull(Type.String({ description: 'Id of the card; of an opening, of the card that opened the frame' })),
    failed: Type.Boolean(),
    void: Type.Boolean({ description: 'Whether the execution was begun again before it' }),
    at: Instant,
    details: Type.Unknown({ description: 'Values, without secrets; null where the flow saves no data' }),
    tooLarge: Type.Optional(Type.Boolean({ description: 'Over 1 MB, and left out' })),
  },
  { $id: 'FlowJournalEntry' },
);
export type FlowJournalEntry = Static<typeof FlowJournalEntry>;

/** What a flow is started with by hand. */
export const RunFlow = Type.Object(
  {
    input: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Values by key' })),
    groups: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
        description: 'Values of fields that lie in groups, by group and key',
      }),
    ),
  },
  { additionalProperties: false, $id: 'RunFlow' },
);
export type RunFlow = Static<typeof RunFlow>;
