import type { WorkflowChoices } from '../choices.ts';
import type { FlowKind, Pack, PackProblem, PackScope } from '../pack/pack.ts';
import type { CompiledScope } from './compiled-scope.ts';

/** A compiled pack: every flow can be started, and the report says what will fail when it is reached. */
export interface Program {
  readonly pack: Pack;
  readonly flows: ReadonlyMap<string, CompiledFlow>;
  readonly report: CompileReport;
  /** Answers to switches that executions have unless they bring their own. */
  readonly choices: WorkflowChoices;
  /** Blocks inside cards. The interpreter's own. */
  readonly blocks: ReadonlyMap<PackScope, CompiledScope>;
}

/** A flow as others see it, and `scope` for the interpreter. */
export interface CompiledFlow {
  readonly id: string;
  readonly name: string;
  readonly kind: FlowKind;
  /** Names of what the flow takes: outputs of its start card without reserved groups. */
  readonly parameters: readonly FlowParameter[];
  /** Fields of its Return cards; empty when it ends with its last card. */
  readonly results: readonly string[];
  /** Ids of flows that it calls, waits for or iterates with. */
  readonly calls: readonly string[];
  /** Connectors of its cards, with the connection they name. */
  readonly connections: readonly { readonly connector: string; readonly connectionId: string | null }[];
  /** Ids of tables its cards name. */
  readonly tables: readonly string[];
  /** Number of cards that do something, blocks included. */
  readonly cardCount: number;
  /** The interpreter's own. */
  readonly scope: CompiledScope;
}

/** Something a flow takes: an output of its start card. */
export interface FlowParameter {
  /** `''` for none. */
  readonly group: string;
  readonly key: string;
  readonly type: string;
  readonly isList: boolean;
}

/** What will not work as its author meant, found without running anything. */
export interface CompileReport {
  /** Cards nobody has implemented, missing helpers and tables, ambiguous iterators, unknown connectors; `code` tells which. */
  readonly problems: readonly PackProblem[];
  readonly counts: {
    readonly flows: number;
    readonly scopes: number;
    readonly cards: number;
    readonly implemented: number;
  };
}

/** What stands in for the ids of the org a pack was made in. The pack itself is never edited. */
export interface Bindings {
  /** Application (identity source) ids: of the pack to of this org. */
  readonly applications?: Readonly<Record<string, string>>;
  /** Other ids in options, whole values only. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Connections: key of `data.configs`, or name of a connector for cards that name none, to id of a connection of this org. */
  readonly connections?: Readonly<Record<string, string>>;
  /** Origins: `https://graph.microsoft.com` to any other, with an optional path. */
  readonly hosts?: Readonly<Record<string, string>>;
}
