import type { CompiledScope } from '../compile/compiled-scope.ts';
import type { Effect, GroupedFields } from '../connectors/connector.ts';
import type { FrameOutcome } from './journal.ts';
import type { StartInput } from './ports.ts';

/** What a card wants next. */
export type Step =
  /** It is done. */
  | { readonly type: 'outputs'; readonly outputs: GroupedFields }
  /** An If/Else has chosen. */
  | { readonly type: 'decision'; readonly result: boolean }
  /** The flow, or the block the card is in, is over. */
  | { readonly type: 'close'; readonly outcome: FrameOutcome }
  /** Other flows or blocks must run first. */
  | { readonly type: 'calls'; readonly calls: Calls }
  /** Nothing until then. Known when the journal says so already. */
  | { readonly type: 'sleep'; readonly until: Date; readonly isKnown?: boolean }
  /** Something outside of the interpreter; its result is the next step. */
  | { readonly type: 'effect'; readonly effect: Effect; readonly perform: (call: EffectCall) => Promise<Step> };

export interface EffectCall {
  /** `<execution>/<frame>/<card>/<attempt>` */
  readonly callId: string;
  /** Aborted when the card's time is over, or the execution is cancelled. */
  readonly signal: AbortSignal;
}

/** Calls of flows that a card waits for. The machine asks for them in order, as many at once as are allowed. */
export interface Calls {
  /** How many may run at once; at least 1. */
  readonly concurrency: number;
  /** Place of the first call, 0 unless said. */
  readonly first?: number;
  /** The call at a place, null after the last. With a concurrency of 1 it is asked after the one before has ended. */
  call(item: number): FlowCall | null;
  /** One ended. Throwing a CardError fails the card as soon as those under way have ended. */
  ended(item: number, outcome: FrameOutcome): void;
  /** All ended: what next. */
  finish(): Step;
}

export interface FlowCall {
  readonly scope: CompiledScope;
  readonly input: StartInput;
}

/** A step without outputs. */
export const DONE: Step = { type: 'outputs', outputs: {} };

/** A step with outputs that have no group. */
export function outputs(fields: GroupedFields['']): Step {
  return fields === undefined ? DONE : { type: 'outputs', outputs: { '': fields } };
}
