import type { ValueObject } from '../../values/value.ts';
import { requiredCallee } from '../called-flow.ts';
import { FlowFailure } from '../error-object.ts';
import { fixedArguments } from '../flow-arguments.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { outputs } from '../step.ts';

/** Call Flow: calls a helper and waits; its result gives the outputs by key (workflows-format 5.4). */
export const spawn: InterpreterCard = {
  name: 'control:spawn',
  title: 'Call Flow',
  begin(run) {
    const scope = requiredCallee(run);
    // Handed over, not kept: a recursion of thousands holds only what is read later.
    let args: ValueObject | null = fixedArguments(run.inputs);
    let result: ValueObject = {};
    return {
      type: 'calls',
      calls: {
        concurrency: 1,
        call() {
          if (args === null) return null;
          const input = { '': args };
          args = null;
          return { scope, input };
        },
        ended(_item, outcome) {
          if (outcome.status === 'failed') throw new FlowFailure(outcome.error);
          result = outcome.result;
        },
        finish: () => outputs(result),
      },
    };
  },
};
