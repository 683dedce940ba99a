import Type, { type Static, type TSchema } from 'typebox';
import { FlowProblem } from './flow.ts';

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Names = (description: string) => Type.Record(Type.String(), Type.String(), { description });

/** Extensions of the names of files that are packs. */
export const PACK_FILE_TYPES = ['folder', 'flopack', 'flow'] as const;

/** What stands in for the ids of the org that a pack was made in. */
export const FlowPackBindings = Type.Object(
  {
    applications: Type.Optional(Names('Ids of applications (identity sources) in the pack, to ids here')),
    ids: Type.Optional(Names('Other ids in options of cards, whole values only')),
    connections: Type.Optional(
      Names('Ids of connections in the pack, or names of connectors, to ids of connections here'),
    ),
    hosts: Type.Optional(Names('Origins, such as `https://graph.microsoft.com`, to others')),
  },
  { additionalProperties: false },
);
export type FlowPackBindings = Static<typeof FlowPackBindings>;

/** Something of a pack that is bound, or waits for it. */
const Need = Type.Object({
  key: Type.String({ description: 'What to bind: a key of `bindings`' }),
  boundTo: OrNull(Type.String()),
  flows: Type.Integer({ description: 'Flows that need it' }),
});

/** What a pack has, and what it needs. */
export const FlowPackReport = Type.Object(
  {
    formatVersion: Type.String({ description: 'Of the export: `1.x.y`' }),
    counts: Type.Object({
      flows: Type.Integer(),
      scopes: Type.Integer(),
      cards: Type.Integer(),
      implemented: Type.Integer({ description: 'Cards that can run' }),
    }),
    warnings: Type.Array(FlowProblem, { description: 'What was read but is odd' }),
    problems: Type.Array(FlowProblem, { description: 'What will fail when it is reached' }),
    needs: Type.Object({
      applications: Type.Array(Need),
      connections: Type.Array(
        Type.Object({
          ...Need.properties,
          connector: Type.String(),
          name: OrNull(Type.String({ description: 'In the pack; null where cards name the connector alone' })),
        }),
      ),
      hosts: Type.Array(Need, { description: 'Origins of URLs that the cards hold' }),
    }),
  },
  { $id: 'FlowPackReport' },
);
export type FlowPackReport = Static<typeof FlowPackReport>;

export const FlowPack = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    version: Type.Integer({ description: 'That new executions run' }),
    fileName: Type.String(),
    size: Type.Integer({ description: 'Bytes of the file' }),
    sha256: Type.String(),
    flowCount: Type.Integer(),
    problemCount: Type.Integer(),
    bindings: FlowPackBindings,
    choices: Names('Answers to switches of Workflows that differ from the defaults'),
    created: Instant,
    lastUpdated: Instant,
  },
  { $id: 'FlowPack' },
);
export type FlowPack = Static<typeof FlowPack>;

export const FlowPackDetails = Type.Object(
  {
    ...FlowPack.properties,
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        fileName: Type.String(),
        size: Type.Integer(),
        sha256: Type.String(),
        created: Instant,
      }),
      { description: 'Those that are kept, newest first' },
    ),
    report: FlowPackReport,
  },
  { $id: 'FlowPackDetails' },
);
export type FlowPackDetails = Static<typeof FlowPackDetails>;

/** A merge patch: null takes a binding or an answer away. */
export const FlowPackChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    bindings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    choices: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false, $id: 'FlowPackChange' },
);
export type FlowPackChange = Static<typeof FlowPackChange>;

const Changed = Type.Array(Type.Object({ id: OrNull(Type.String()), name: Type.String() }), {
  description: '`id` is null for what a dry run would make',
});

/** What an import did, or with `dryRun` would do. */
export const FlowPackImport = Type.Object(
  {
    dryRun: Type.Boolean(),
    isNew: Type.Boolean({ description: 'Whether no pack had the name' }),
    isSame: Type.Boolean({ description: 'Whether the file is that of the version before, so that nothing was done' }),
    pack: OrNull(FlowPackDetails),
    report: FlowPackReport,
    flows: Type.Object({ new: Changed, changed: Changed, unchanged: Changed, gone: Changed }),
    tables: Type.Object({ new: Changed, changed: Changed, gone: Changed }),
    switchedOff: Type.Array(Type.String(), { description: 'Names of flows that were on and are gone' }),
    switchedOn: Type.Array(Type.String(), { description: 'Names of new helpers that flows which are on call' }),
    warnings: Type.Array(Type.String(), { description: 'What flows that are on lack now' }),
  },
  { $id: 'FlowPackImport' },
);
export type FlowPackImport = Static<typeof FlowPackImport>;
