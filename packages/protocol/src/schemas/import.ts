import Type, { type Static } from 'typebox';

/**
 * Phases of an import. QUEUED waits for earlier imports of the source; PAUSED waits for a person.
 */
export const IMPORT_STATUSES = [
  'QUEUED',
  'PLANNING',
  'PAUSED',
  'APPLYING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** What is imported: what a session holds, or a single record that came by a call of its own. */
export const IMPORT_KINDS = ['SESSION', 'RECORD'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What became of one uploaded record. `superseded` and `dropped` are not counted as scanned. */
export const RECORD_OUTCOMES = ['added', 'updated', 'unchanged', 'removed', 'error', 'superseded', 'dropped'] as const;
export type RecordOutcome = (typeof RECORD_OUTCOMES)[number];

export const RECORD_ACTIONS = ['upsert', 'delete'] as const;
export type RecordAction = (typeof RECORD_ACTIONS)[number];

/** Classes of objects that are loaded, in the order in which their receipts are listed. */
export const IMPORT_CLASSES = ['users', 'groups', 'memberships', 'devices'] as const;
export type ImportClass = (typeof IMPORT_CLASSES)[number];

export const MATCH_KINDS = ['exact', 'partial', 'none', 'conflict'] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

/** What an import did to the link between the record and a user: a new user, an existing one, or one moved from another record. */
export const LINK_EFFECTS = ['created', 'matched', 'moved'] as const;
export type LinkEffect = (typeof LINK_EFFECTS)[number];

/** What an import did to the user's status. */
export const LIFECYCLE_EFFECTS = ['activate', 'reactivate', 'unsuspend', 'suspend', 'deactivate'] as const;
export type LifecycleEffect = (typeof LIFECYCLE_EFFECTS)[number];

/**
 * Counters of one class of objects. The first six are Okta's (import-semantics 2.10) with
 * `scanned = added + updated + unchanged + removed + errors`; the rest is detail.
 */
export const COUNTER_NAMES = [
  'scanned',
  'added',
  'updated',
  'unchanged',
  'removed',
  'errors',
  'matched',
  'unconfirmed',
  'conflicts',
  'activated',
  'reactivated',
  'suspended',
  'deactivated',
  'droppedDeletes',
  'superseded',
  'warnings',
] as const;

export type CounterName = (typeof COUNTER_NAMES)[number];
export type ImportCounters = Readonly<Record<CounterName, number>>;

/** All counters at zero. */
export const NO_COUNTS: ImportCounters = Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as ImportCounters;

export const ImportCounters = Type.Object(
  Object.fromEntries(COUNTER_NAMES.map((name) => [name, Type.Integer({ minimum: 0 })])) as Record<
    CounterName,
    ReturnType<typeof Type.Integer>
  >,
  { $id: 'ImportCounters' },
);

/** What is counted of groups, memberships and devices: `dropped` ones were not kept. */
export const OBJECT_COUNTER_NAMES = [
  'scanned',
  'added',
  'updated',
  'unchanged',
  'removed',
  'errors',
  'dropped',
  'superseded',
  'warnings',
] as const;

export type ObjectCounterName = (typeof OBJECT_COUNTER_NAMES)[number];
export type ObjectCounters = Readonly<Record<ObjectCounterName, number>>;

/** All counters of a class at zero. */
export const NO_OBJECT_COUNTS: ObjectCounters = Object.fromEntries(
  OBJECT_COUNTER_NAMES.map((name) => [name, 0]),
) as ObjectCounters;

export const ObjectCounters = Type.Object(
  Object.fromEntries(OBJECT_COUNTER_NAMES.map((name) => [name, Type.Integer({ minimum: 0 })])) as Record<
    ObjectCounterName,
    ReturnType<typeof Type.Integer>
  >,
  { $id: 'ObjectCounters' },
);

/** What an import counted, class by class. */
export interface CountersByClass {
  readonly users: ImportCounters;
  readonly groups: ObjectCounters;
  readonly memberships: ObjectCounters;
  readonly devices: ObjectCounters;
}

/** Nothing counted yet. */
export const NO_COUNTS_BY_CLASS: CountersByClass = {
  users: NO_COUNTS,
  groups: NO_OBJECT_COUNTS,
  memberships: NO_OBJECT_COUNTS,
  devices: NO_OBJECT_COUNTS,
};

const instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

/** One import: what a triggered session, or one record outside a session, became. */
export const Import = Type.Object(
  {
    id: Type.String({ description: 'ij1… id of the import' }),
    sessionId: Type.Union([Type.String(), Type.Null()], { description: 'Null for the import of a single record' }),
    identitySourceId: Type.String(),
    status: Type.Enum([...IMPORT_STATUSES]),
    created: Type.String({ format: 'date-time' }),
    started: instant,
    finished: instant,
    /** Seconds from start to finish, or so far. */
    seconds: Type.Union([Type.Number(), Type.Null()]),
    progress: Type.Object({
      total: Type.Integer({ description: 'Uploaded records' }),
      planned: Type.Integer({ description: 'Records decided' }),
      applied: Type.Integer({ description: 'Records whose decision is in the directory' }),
    }),
    counters: Type.Object({
      users: ImportCounters,
      groups: ObjectCounters,
      memberships: ObjectCounters,
      devices: ObjectCounters,
    }),
    error: Type.Union([Type.String(), Type.Null()]),
    _links: Type.Object({
      self: Type.Object({ href: Type.String() }),
      records: Type.Object({ href: Type.String() }),
    }),
  },
  { $id: 'Import' },
);

export const Reason = Type.Object(
  {
    code: Type.String(),
    level: Type.Enum(['error', 'warning', 'info']),
    message: Type.String(),
    remedy: Type.String(),
    data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  { $id: 'Reason' },
);

export type Reason = Static<typeof Reason>;

/** Attribute changes: `[before, after]`, null where there was no value. */
// No tuple: TypeBox writes it as `items: [...]`, which the JSON Schema of OpenAPI 3.1 does not know.
const Changes = Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 2, maxItems: 2 }));

/** What receipts of all classes say. */
const receipt = {
  number: Type.Integer({ description: 'Place in the uploads of its class, from 1' }),
  action: Type.Enum([...RECORD_ACTIONS]),
  outcome: Type.Enum([...RECORD_OUTCOMES]),
  reason: Type.Union([Reason, Type.Null()]),
  notes: Type.Array(Reason, { description: 'Warnings and remarks' }),
};

const optionalId = Type.Union([Type.String(), Type.Null()]);

/** The receipt of one uploaded group. */
export const GroupImportRecord = Type.Object(
  { ...receipt, externalId: Type.String(), groupId: optionalId, changes: Changes },
  { $id: 'GroupImportRecord' },
);

/** The receipt of one uploaded device. */
export const DeviceImportRecord = Type.Object(
  { ...receipt, externalId: Type.String(), deviceId: optionalId, changes: Changes },
  { $id: 'DeviceImportRecord' },
);

/** The receipt of one uploaded membership. `userId` is the user that the member was linked to then. */
export const MembershipImportRecord = Type.Object(
  {
    ...receipt,
    groupExternalId: Type.String(),
    memberExternalId: Type.String(),
    groupId: optionalId,
    sourceUserId: optionalId,
    userId: optionalId,
  },
  { $id: 'MembershipImportRecord' },
);

/** The receipt of one uploaded person. */
export const ImportRecord = Type.Object(
  {
    number: Type.Integer({ description: 'Place in the import, from 1' }),
    externalId: Type.String(),
    action: Type.Enum([...RECORD_ACTIONS]),
    outcome: Type.Enum([...RECORD_OUTCOMES]),
    match: Type.Union([Type.Enum([...MATCH_KINDS]), Type.Null()]),
    link: Type.Union([Type.Enum([...LINK_EFFECTS]), Type.Null()]),
    lifecycle: Type.Union([Type.Enum([...LIFECYCLE_EFFECTS]), Type.Null()]),
    reason: Type.Union([Reason, Type.Null()]),
    notes: Type.Array(Reason, { description: 'Warnings and remarks' }),
    sourceUserId: Type.Union([Type.String(), Type.Null()]),
    userId: Type.Union([Type.String(), Type.Null()]),
    changes: Type.Object({ source: Changes, user: Changes }),
  },
  { $id: 'ImportRecord' },
);
