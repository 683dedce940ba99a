import Type, { type Static, type TSchema } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Description = Type.String({ maxLength: 10_000 });

/** A column: text, instant, number, true or false, counter. */
export const FlowTableColumn = Type.Object({
  name: Name,
  type: Type.Enum(['str', 'dte', 'dec', 'bln', 'ctr']),
  default: OrNull(Type.String({ description: 'Of new rows, as text' })),
});
export type FlowTableColumn = Static<typeof FlowTableColumn>;

export const FlowTable = Type.Object(
  {
    id: Type.String(),
    packId: OrNull(Type.String({ description: 'Null for a table made by hand' })),
    packTableId: OrNull(Type.String({ description: 'Its id in the pack' })),
    name: Type.String(),
    description: Type.String(),
    columns: Type.Array(FlowTableColumn),
    isGone: Type.Boolean({ description: 'Whether the newest version of the pack has it no more' }),
    rowCount: Type.Integer(),
    created: Instant,
    lastUpdated: Instant,
  },
  { $id: 'FlowTable' },
);
export type FlowTable = Static<typeof FlowTable>;

const NewColumn = Type.Object(
  { name: Name, type: FlowTableColumn.properties.type, default: Type.Optional(FlowTableColumn.properties.default) },
  { additionalProperties: false },
);

export const FlowTableRequest = Type.Object(
  { name: Name, description: Type.Optional(Description), columns: Type.Array(NewColumn, { minItems: 1 }) },
  { additionalProperties: false, $id: 'FlowTableRequest' },
);
export type FlowTableRequest = Static<typeof FlowTableRequest>;

/** Columns, when sent, are all columns: those that are missing are removed with their cells, cells of another type are converted. */
export const FlowTableChange = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Description),
    columns: Type.Optional(Type.Array(NewColumn, { minItems: 1 })),
  },
  { additionalProperties: false, $id: 'FlowTableChange' },
);
export type FlowTableChange = Static<typeof FlowTableChange>;

export const FlowRow = Type.Object(
  {
    id: Type.String(),
    created: Instant,
    updated: Instant,
    values: Type.Record(Type.String(), Type.Unknown(), { description: 'By column; instants as ISO 8601' }),
  },
  { $id: 'FlowRow' },
);
export type FlowRow = Static<typeof FlowRow>;

export const FlowRowRequest = Type.Object(
  { values: Type.Record(Type.String(), Type.Unknown(), { description: 'By column' }) },
  { additionalProperties: false, $id: 'FlowRowRequest' },
);
export type FlowRowRequest = Static<typeof FlowRowRequest>;

/** What an import of CSV did. */
export const FlowTableImport = Type.Object(
  {
    rows: Type.Integer({ description: 'Rows added' }),
    cleared: Type.Integer({ description: 'Rows deleted before' }),
    problemCount: Type.Integer({ description: 'Values that did not fit their column; their cells are empty' }),
    problems: Type.Array(
      Type.Object({
        row: Type.Integer({ description: '1 for the first below the header' }),
        column: Type.String(),
        message: Type.String(),
      }),
      { description: 'The first 1,000 of them' },
    ),
    ignored: Type.Array(Type.String(), { description: 'Headings that are no columns' }),
  },
  { $id: 'FlowTableImport' },
);
export type FlowTableImport = Static<typeof FlowTableImport>;
