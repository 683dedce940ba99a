import { conditionHolds } from '../condition-holds.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** If/Else: its branches are cards of the same flow (workflows-format 3.6). */
export const ifElse: InterpreterCard = {
  name: 'control:if',
  title: 'If/Else',
  isPure: true,
  isStructure: true,
  begin: ({ inputs, host }) => ({ type: 'decision', result: conditionHolds(inputs, '', host.choices) }),
};
