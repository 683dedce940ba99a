import type { CompiledScope } from '../compile/compiled-scope.ts';
import type { ValueObject } from '../values/value.ts';
import type { CardError } from './card-error.ts';
import { asCardError } from './error-object.ts';
import type { FrameOutcome } from './journal.ts';
import type { Calls } from './step.ts';

/** Calls of a card, and how far they are. */
export interface CallsUnderWay {
  readonly calls: Calls;
  /** Place of the next to start. */
  next: number;
  active: number;
  /** No more are started. */
  isOver: boolean;
  /** Of the failures the one with the lowest place, so that it is the same one after a crash. */
  failure: { readonly item: number; readonly error: CardError } | null;
}

export function callsUnderWay(calls: Calls): CallsUnderWay {
  return { calls, next: calls.first ?? 0, active: 0, isOver: false, failure: null };
}

/** Tells the card that a call ended. */
export function callEnded(under: CallsUnderWay, item: number, outcome: FrameOutcome): void {
  try {
    under.calls.ended(item, outcome);
  } catch (error) {
    under.isOver = true;
    if (under.failure === null || item < under.failure.item) under.failure = { item, error: asCardError(error) };
  }
}

/** Place of the call of a flow that hears of the error of a card. */
const ERROR_FLOW = -1;

/** Runs the helper of an error policy with the error in `context.error`; whatever becomes of it, the error stands. */
export function errorFlowCalls(scope: CompiledScope, error: ValueObject): Calls {
  return {
    concurrency: 1,
    first: ERROR_FLOW,
    call: (item) => (item === ERROR_FLOW ? { scope, input: { context: { error } } } : null),
    ended: () => {},
    finish: () => ({ type: 'close', outcome: { status: 'failed', error } }),
  };
}
