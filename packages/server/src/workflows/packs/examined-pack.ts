import type { FlowKind, FlowParameter, PackProblem, PackSchedule, TableColumn } from '@headwater/workflows';

/** What reading and compiling a pack found out, as plain data: kept with the pack, and able to cross into a thread. */
export interface ExaminedPack {
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  readonly summary: PackSummary;
  readonly flows: readonly ExaminedFlow[];
  readonly tables: readonly ExaminedTable[];
}

/** Stored with a pack. */
export interface PackSummary {
  /** Of the export: `1.x.y`. */
  readonly formatVersion: string;
  readonly counts: {
    readonly flows: number;
    readonly scopes: number;
    readonly cards: number;
    readonly implemented: number;
  };
  readonly warnings: readonly PackProblem[];
  readonly problems: readonly PackProblem[];
  /** Ids of applications that cards name. */
  readonly applications: readonly PackNeed[];
  /** Those of the pack, whether cards call through them or not, and connectors whose cards name none. */
  readonly connections: readonly ConnectionNeed[];
  /** Origins of URLs in cards. */
  readonly hosts: readonly PackNeed[];
}

export interface PackNeed {
  readonly key: string;
  /** How many flows need it. */
  readonly flows: number;
}

export interface ConnectionNeed extends PackNeed {
  readonly connector: string;
  /** Of the connection in the pack; null where cards name the connector alone, which is the key then. */
  readonly name: string | null;
}

export interface ExaminedFlow {
  readonly packFlowId: string;
  readonly name: string;
  readonly kind: FlowKind;
  /** Names of the folders that hold it, outermost first. */
  readonly folder: readonly string[];
  readonly definition: FlowDefinition;
}

/** Stored with a flow. */
export interface FlowDefinition {
  readonly description: string;
  readonly parameters: readonly FlowParameter[];
  readonly results: readonly string[];
  /** Ids in the pack of the flows that it calls. */
  readonly calls: readonly string[];
  /** Ids in the pack of the tables its cards name. */
  readonly tables: readonly string[];
  /** Connections without which cards fail. */
  readonly connections: readonly { readonly connector: string; readonly connectionId: string | null }[];
  /** Ids of applications as they are in the pack. */
  readonly applications: readonly string[];
  readonly cardCount: number;
  readonly problems: readonly PackProblem[];
  readonly schedule: PackSchedule | null;
  readonly securityLevel: 'open' | 'medium' | 'high' | null;
  readonly savesData: boolean;
  /** Changes with anything of the flow. */
  readonly fingerprint: string;
}

export interface ExaminedTable {
  readonly packTableId: string;
  readonly name: string;
  readonly description: string;
  readonly columns: readonly TableColumn[];
}
