import { conditionHolds } from '../condition-holds.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { outputs } from '../step.ts';

/** Ends the flow, or the block it is in, without a failure when the condition does not hold (workflows-format 5.3). */
export const continueIf: InterpreterCard = {
  name: 'control:continueIf',
  title: 'Continue If',
  isPure: true,
  begin({ inputs, host }) {
    const message = inputs.in('otherwise', 'message');
    if (conditionHolds(inputs, '', host.choices)) return outputs({ message });
    return { type: 'close', outcome: { status: 'halted', result: { message: message === '' ? null : message } } };
  },
};
