import type { Value } from '../values/value.ts';

/** A read export: flows, tables, connections and folders by id, and the text it came from (workflows-format 1). */
export interface Pack {
  /** `1.x.y` */
  readonly version: string;
  readonly flows: ReadonlyMap<string, PackFlow>;
  readonly tables: ReadonlyMap<string, PackTable>;
  readonly connections: ReadonlyMap<string, PackConnection>;
  readonly folders: ReadonlyMap<string, PackFolder>;
  /** The file, byte for byte as text, without a byte order mark. */
  readonly original: string;
  /** What was read but is odd: an unknown version, a missing flag. */
  readonly warnings: readonly PackProblem[];
}

/** Something wrong with a pack, and where: `flow "…" (id) › card "…" (id) › input "…"`. */
export interface PackProblem {
  /** Stable, for machines: `card_unknown`, `pin_source_missing` … */
  readonly code: string;
  /** For people: where in the pack. */
  readonly place: string;
  /** What is wrong, with the value seen, and what to do. */
  readonly message: string;
}

/** How a flow starts (workflows-format 2, "Start card = kind of flow"). */
export type FlowKind = 'helper' | 'scheduled' | 'event' | 'manual' | 'endpoint' | 'delegated';

export interface PackFlow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: FlowKind;
  /** Null for a flow outside every folder. */
  readonly folderId: string | null;
  /** `open` and `medium` for endpoints, `high` for delegated flows. */
  readonly securityLevel: 'open' | 'medium' | 'high' | null;
  /** Only of scheduled flows. */
  readonly schedule: PackSchedule | null;
  /** The export's "save data" switch: whether history may show values. */
  readonly savesData: boolean;
  readonly scope: PackScope;
}

/** Five fields of cron on the clocks of a zone. */
export interface PackSchedule {
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** ISO 8601 or empty. */
  readonly startDate: string;
  readonly endDate: string;
}

/** Cards and control edges of a flow, or of a block inside a card. */
export interface PackScope {
  /** The flow's or the block's id. */
  readonly id: string;
  readonly cards: readonly PackCard[];
  /** Control edges `[from, to]` of card ids, self-loops left out. */
  readonly edges: readonly (readonly [string, string])[];
}

/** What a card does, without the version of its connector, which does not matter (workflows-format 3.1). */
export type CardKind =
  | { readonly type: 'kernel' /** `list:at` */; readonly name: string }
  | { readonly type: 'connector'; readonly connector: string; readonly version: string; readonly action: string };

export interface PackCard {
  /** Unique in its scope. */
  readonly id: string;
  readonly kind: CardKind;
  readonly title: string;
  readonly inputs: readonly PackInput[];
  readonly outputs: readonly PackOutput[];
  readonly pins: readonly PackPin[];
  /** Only of `control:if`: the heads of both branches. */
  readonly branches: { readonly whenTrue: string; readonly whenFalse: string } | null;
  /** Only of `control:join`: input id to output id. */
  readonly joins: readonly { readonly input: string; readonly output: string }[];
  /** Key of `data.configs`, or null when the template ships without one. */
  readonly connectionId: string | null;
  readonly errorPolicy: ErrorPolicy;
  readonly timeoutMilliseconds: number;
  /** Whether it starts the flow when something happens in a connected system. */
  readonly isTrigger: boolean;
  /** Text of a comment card. */
  readonly comment: string | null;
}

export type DeclaredType = 'string' | 'number' | 'boolean' | 'Date' | 'object' | 'file' | 'flo' | 'folder' | '*';

export interface PackField {
  readonly id: string;
  /** Null, one defined by the card, or a reserved one (workflows-format 3.2). */
  readonly group: string | null;
  readonly key: string;
  readonly type: DeclaredType;
  readonly isList: boolean;
  /** Field names of a schema object, else null. */
  readonly schema: readonly string[] | null;
  /** Added by the author. */
  readonly isCustom: boolean;
  /** Place in display and evaluation order; fields without one come in the order of the file. */
  readonly index: number;
}

export interface PackInput extends PackField {
  readonly required: boolean;
  /** Whether it is an option of the card (group `parameters`), never pinned. */
  readonly isOption: boolean;
  /** Used unless pinned. */
  readonly literal: Value;
  /** Arguments of iterating cards (workflows-format 5.5); null where the export says `false` or nothing. */
  readonly proxy: { readonly dynamic: boolean; readonly path: string | null } | null;
  /** A block as the literal of a `flo` input. */
  readonly block: PackScope | null;
  /** Of a wormhole: id of the block's start card. */
  readonly wormholeOf: string | null;
}

export interface PackOutput extends PackField {
  /** Of a wormhole on a block's start card: id of the enclosing card. */
  readonly wormholeOf: string | null;
  /** Of `object:expand`: the literal path. */
  readonly path: readonly string[] | null;
}

/** A data edge, stored on the card it leaves (workflows-format 3.3). */
export interface PackPin {
  readonly output: string;
  readonly toCard: string;
  readonly toInput: string;
  readonly convert: Conversion | null;
  readonly wrap: boolean;
}

export type Conversion =
  | 'parse'
  | 'stringify'
  | 'toString'
  | 'booleanToString'
  | 'parseFloat'
  | 'dateTime'
  | 'isoString'
  | 'wrapArray';

/** What happens when a card fails (workflows-format 3.8). */
export interface ErrorPolicy {
  readonly then:
    | { readonly type: 'finish' }
    /** As `finish`: exports do not say which values the caller gets. */
    | { readonly type: 'return' }
    | { readonly type: 'flow'; readonly flowId: string }
    | { readonly type: 'handler'; readonly block: PackScope };
  /** How often the card is tried again; 0 for never. */
  readonly retries: number;
  /** Between two tries, drawn from this range, both ends included. */
  readonly delayMilliseconds: readonly [number, number];
  readonly onlyRateLimits: boolean;
}

export interface PackTable {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly folderId: string | null;
  readonly columns: readonly TableColumn[];
}

/** Text, instant, number, true/false, counter. */
export type ColumnType = 'str' | 'dte' | 'dec' | 'bln' | 'ctr';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** As text, or null. */
  readonly default: string | null;
}

/** A connection by name only; exports hold no secrets. */
export interface PackConnection {
  readonly id: string;
  readonly name: string;
  /** Name of its connector. */
  readonly connector: string;
}

export interface PackFolder {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Null at the top. */
  readonly parentId: string | null;
}
