import { conditionHolds } from '../condition-holds.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { DONE } from '../step.ts';
import { thrownError } from './throw.ts';

/** Return Error when the condition holds. */
export const throwIf: InterpreterCard = {
  name: 'control:throwIf',
  title: 'Return Error If',
  begin({ inputs, host }) {
    if (conditionHolds(inputs, '', host.choices)) throw thrownError(inputs);
    return DONE;
  },
};
