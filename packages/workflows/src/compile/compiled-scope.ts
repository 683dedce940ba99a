import type { Action, Connector } from '../connectors/connector.ts';
import type { KernelFunction, WantedOutput } from '../kernel/kernel-function.ts';
import type { Conversion, ErrorPolicy, PackInput, PackScope } from '../pack/pack.ts';
import type { InterpreterCard } from '../run/interpreter-card.ts';
import type { ConnectionRef } from '../run/ports.ts';
import type { Value } from '../values/value.ts';

/** A flow, or a block inside a card, ready to run: cards in order, data edges as numbered slots. */
export interface CompiledScope {
  readonly flowId: string;
  readonly flowName: string;
  /** `''` for the flow itself, else card ids and names of blocks: `wa7OcIQCJ/try`. */
  readonly block: string;
  /** In topological order; the first is the start card. */
  readonly cards: readonly CompiledCard[];
  /** How many output values are read by later cards. */
  readonly slotCount: number;
  /** How many If/Else there are. */
  readonly decisionCount: number;
}

export interface CompiledCard {
  readonly id: string;
  readonly title: string;
  /** `list:at`, `okta readUser`. */
  readonly name: string;
  /** Connector, or category of the function: `okta`, `list`. */
  readonly module: string;
  readonly work: CardWork;
  readonly inputs: InputShape;
  /** Outputs that others read, and where they are kept. */
  readonly stores: readonly Store[];
  readonly wanted: readonly CompiledOutput[];
  /** Of `object:expand`: what it takes out, by group of its outputs. */
  readonly paths: readonly { readonly group: string; readonly path: readonly string[] }[];
  /** Of `control:join`: place of the input for each output. */
  readonly joins: readonly { readonly place: number; readonly group: string; readonly key: string }[];
  /** The innermost branch the card is in; null outside of every If/Else. */
  readonly guard: Guard | null;
  /** Of an If/Else: number of its decision; else -1. */
  readonly decision: number;
  /** Slots nobody reads after this card. */
  readonly dead: readonly number[];
  readonly policy: ErrorPolicy;
  readonly timeoutMilliseconds: number;
}

export interface CompiledOutput extends WantedOutput {
  /** Field names of a schema object, else null. */
  readonly schema: readonly string[] | null;
}

export type CardWork =
  | { readonly type: 'kernel'; readonly run: KernelFunction['run'] }
  | { readonly type: 'interpreter'; readonly card: InterpreterCard }
  | {
      readonly type: 'action';
      readonly connector: Connector;
      readonly action: Action;
      readonly connection: ConnectionRef;
    }
  /** Nobody wrote it; it fails when it is reached. */
  | { readonly type: 'missing'; readonly message: string };

/** A card in a branch runs when the If/Else of this number chose the branch. */
export interface Guard {
  readonly decision: number;
  readonly branch: boolean;
}

export interface Store {
  /** `''` for none. */
  readonly group: string;
  readonly key: string;
  readonly slot: number;
}

/** Inputs of a card in evaluation order, and where to find them. */
export interface InputShape {
  readonly fields: readonly CompiledInput[];
  /** Place in `fields` by group (`''` for none) and key. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Places by group, options left out. */
  readonly all: ReadonlyMap<string, readonly number[]>;
  /** Those that the author added. */
  readonly custom: ReadonlyMap<string, readonly number[]>;
}

export interface CompiledInput {
  readonly field: PackInput;
  /** After bindings. Used when there are no pins. */
  readonly literal: Value;
  /** Where the value comes from, null for the literal. Several only on joins, those of later cards first: the first whose card ran counts. */
  readonly pins: readonly CompiledPin[] | null;
  readonly block: PackScope | null;
}

export interface CompiledPin {
  readonly slot: number;
  readonly convert: Conversion | null;
  readonly wrap: boolean;
}
