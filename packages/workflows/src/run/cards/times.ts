import { toNumber } from '../../values/convert.ts';
import { requiredCallee } from '../called-flow.ts';
import { CardError } from '../card-error.ts';
import { FlowFailure } from '../error-object.ts';
import { fixedArguments } from '../flow-arguments.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { concurrencyOf } from '../iterate.ts';
import { DONE } from '../step.ts';

const MOST_TIMES = 10_000;

/** Repeat: calls the helper so many times, a part of a time rounded up; `context.index` counts from 0 (workflows-format 5.4). */
export const times: InterpreterCard = {
  name: 'control:times',
  title: 'Repeat',
  begin(run) {
    const count = Math.ceil(toNumber(run.inputs.get('count')) ?? 0);
    if (count > MOST_TIMES) {
      throw new CardError(`count exceeds ${MOST_TIMES}: the card was told to repeat ${count} times`, {
        kind: 'limit_exceeded',
      });
    }
    const scope = requiredCallee(run);
    const args = fixedArguments(run.inputs);
    return {
      type: 'calls',
      calls: {
        concurrency: concurrencyOf(run),
        call: (index) => (index < count ? { scope, input: { '': args, context: { index } } } : null),
        ended: (_index, outcome) => {
          if (outcome.status === 'failed') throw new FlowFailure(outcome.error);
        },
        finish: () => DONE,
      },
    };
  },
};
