import Type, { type Static, type TSchema } from 'typebox';

/** How a flow starts. */
export const FLOW_KINDS = ['helper', 'scheduled', 'event', 'manual', 'endpoint', 'delegated'] as const;

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Something that will not work as its author meant, and where in the pack. */
export const FlowProblem = Type.Object(
  {
    code: Type.String({ description: 'Stable: `card_unknown`, `flow_missing` …' }),
    place: Type.String({ description: 'The way to it: flow, block, card, input' }),
    message: Type.String(),
  },
  { $id: 'FlowProblem' },
);
export type FlowProblem = Static<typeof FlowProblem>;

const Settings = {
  durable: Type.Boolean({ description: 'Whether executions survive the end of their process' }),
  concurrency: OrNull(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'Executions at a time; null: any number' }),
  ),
  ratePerSecond: OrNull(Type.Number({ exclusiveMinimum: 0, maximum: 100_000, description: 'Starts in a second' })),
  retentionDays: Type.Integer({ minimum: 1, maximum: 3_650, description: 'For how long history is kept' }),
  savesData: Type.Boolean({ description: 'Whether history shows values' }),
};

const ScheduleFields = {
  cron: Type.String({ maxLength: 200, description: 'Five fields: minutes hours day month weekday' }),
  timeZone: Type.String({ maxLength: 100, description: 'IANA name' }),
};

/** A flow of a pack, as lists show it. */
export const Flow = Type.Object(
  {
    id: Type.String(),
    packId: Type.String(),
    packFlowId: Type.String({ description: 'Its id in the pack' }),
    name: Type.String(),
    description: Type.String(),
    kind: Type.Enum([...FLOW_KINDS]),
    folder: Type.Array(Type.String(), { description: 'Names of the folders that hold it, outermost first' }),
    isOn: Type.Boolean(),
    isGone: Type.Boolean({ description: 'Whether the newest version of the pack has it no more' }),
    problemCount: Type.Integer(),
    created: Instant,
    lastUpdated: Instant,
  },
  { $id: 'Flow' },
);
export type Flow = Static<typeof Flow>;

/** Everything about one flow. */
export const FlowDetails = Type.Object(
  {
    ...Flow.properties,
    parameters: Type.Array(
      Type.Object({ group: Type.String(), key: Type.String(), type: Type.String(), isList: Type.Boolean() }),
      { description: 'What it takes' },
    ),
    results: Type.Array(Type.String(), {
      description: 'Fields of its Return cards; none: it gives what its last card gives',
    }),
    calls: Type.Array(
      Type.Object({
        packFlowId: Type.String(),
        id: OrNull(Type.String()),
        name: OrNull(Type.String()),
        isOn: Type.Boolean(),
      }),
      { description: 'Flows that it calls; `id` and `name` are null for one that the pack does not have' },
    ),
    tables: Type.Array(
      Type.Object({ packTableId: Type.String(), id: OrNull(Type.String()), name: OrNull(Type.String()) }),
    ),
    connections: Type.Array(
      Type.Object({
        connector: Type.String(),
        packConnectionId: OrNull(Type.String()),
        boundTo: OrNull(Type.String({ description: 'Id of the connection of the org' })),
      }),
      { description: 'Connections that its cards need' },
    ),
    cards: Type.Integer({ description: 'Cards that do something' }),
    problems: Type.Array(FlowProblem),
    settings: Type.Object(Settings),
    schedule: OrNull(
      Type.Object({
        ...ScheduleFields,
        startDate: Type.String(),
        endDate: Type.String(),
        isOwn: Type.Boolean({ description: 'Whether it was set here instead of in the pack' }),
        next: OrNull(Instant),
      }),
    ),
    endpoint: OrNull(
      Type.Object({
        url: Type.String(),
        security: Type.Enum(['open', 'token'], { description: '`token`: needs the client token' }),
        tokenCreated: OrNull(Instant),
      }),
    ),
  },
  { $id: 'FlowDetails' },
);
export type FlowDetails = Static<typeof FlowDetails>;

/** A setting that is null goes back to its default. */
export const FlowChange = Type.Object(
  {
    isOn: Type.Optional(Type.Boolean()),
    settings: Type.Optional(
      Type.Object(
        {
          durable: Type.Optional(OrNull(Settings.durable)),
          concurrency: Type.Optional(Settings.concurrency),
          ratePerSecond: Type.Optional(Settings.ratePerSecond),
          retentionDays: Type.Optional(OrNull(Settings.retentionDays)),
          savesData: Type.Optional(OrNull(Settings.savesData)),
          schedule: Type.Optional(OrNull(Type.Object(ScheduleFields, { additionalProperties: false }))),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, $id: 'FlowChange' },
);
export type FlowChange = Static<typeof FlowChange>;

/** What switching on or off did. */
export const FlowSwitched = Type.Object(
  {
    flow: FlowDetails,
    alsoSwitched: Type.Array(Type.String(), { description: 'Ids of helpers that were switched with it' }),
    warnings: Type.Array(Type.String(), { description: 'What cannot be known from here' }),
  },
  { $id: 'FlowSwitched' },
);
export type FlowSwitched = Static<typeof FlowSwitched>;

export const FlowClientToken = Type.Object(
  { clientToken: Type.String({ description: 'Shown this once' }), created: Instant },
  { $id: 'FlowClientToken' },
);
export type FlowClientToken = Static<typeof FlowClientToken>;
