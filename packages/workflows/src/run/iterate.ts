import { toNumber, toObject } from '../values/convert.ts';
import type { Value } from '../values/value.ts';
import { blockInput, requiredCallee } from './called-flow.ts';
import { FlowFailure } from './error-object.ts';
import { itemArguments } from './flow-arguments.ts';
import type { CardRun } from './interpreter-card.ts';
import type { FrameOutcome } from './journal.ts';
import type { Step } from './step.ts';

/** How an iterating card works on its items. */
export interface Iteration {
  readonly count: number;
  readonly itemAt: (place: number) => Value;
  /** A call that did not fail. True when no more calls are needed. */
  readonly ended?: (place: number, outcome: Ended) => boolean | undefined;
  /** A call that failed. Default: the card fails. */
  readonly failed?: (place: number) => void;
  readonly finish: () => Step;
  /** Default: what the card's input says. */
  readonly concurrency?: number;
  /** An argument the card fills itself. */
  readonly own?: { readonly key: string; readonly value: () => Value };
}

export type Ended = Exclude<FrameOutcome, { readonly status: 'failed' }>;

/** Calls the card's flow, or its block, for each item (workflows-format 5.5). */
export function iterate(run: CardRun, iteration: Iteration): Step {
  const { count, itemAt, ended, failed, finish, own } = iteration;
  const scope = requiredCallee(run);
  const isBlock = scope.block !== '';
  const argumentsOf = itemArguments(run, own?.key);
  let isOver = false;
  return {
    type: 'calls',
    calls: {
      concurrency: iteration.concurrency ?? concurrencyOf(run),
      call(place) {
        if (place >= count || isOver) return null;
        const item = itemAt(place);
        if (isBlock) {
          return { scope, input: { ...blockInput(run.inputs, { index: place }), Output: toObject(item) } };
        }
        const args = argumentsOf(item);
        if (own !== undefined) args[own.key] = own.value();
        return { scope, input: { '': args, context: { index: place } } };
      },
      ended(place, outcome) {
        if (outcome.status !== 'failed') {
          if (ended?.(place, outcome) === true) isOver = true;
        } else if (failed === undefined) {
          throw new FlowFailure(outcome.error);
        } else {
          failed(place);
        }
      },
      finish,
    },
  };
}

const MOST_AT_ONCE = 200;

/** How many calls may run at once: 1 to 200, as the card says; packs store more (workflows-format 3.2). */
export function concurrencyOf({ inputs }: CardRun): number {
  const wished = toNumber(inputs.get('concurrency')) ?? 1;
  return Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(wished)));
}
