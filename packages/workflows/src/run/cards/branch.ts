import { blockInput, calleeOf } from '../called-flow.ts';
import { conditionHolds } from '../condition-holds.ts';
import { FlowFailure } from '../error-object.ts';
import type { CardRun, InterpreterCard } from '../interpreter-card.ts';
import { outputs } from '../step.ts';

const ELSE = 'else';

/** If/ElseIf: runs the block of the first condition that holds, else that of `else` (workflows-format 5.6). */
export const branch: InterpreterCard = {
  name: 'control:branch',
  title: 'If/ElseIf',
  begin(run) {
    const scope = calleeOf(run, chosenGroup(run), 'flo');
    let result = {};
    return {
      type: 'calls',
      calls: {
        concurrency: 1,
        call: (item) => (item === 0 && scope !== null ? { scope, input: blockInput(run.inputs, {}) } : null),
        ended: (_item, outcome) => {
          if (outcome.status === 'failed') throw new FlowFailure(outcome.error);
          result = outcome.result;
        },
        finish: () => outputs(result),
      },
    };
  },
};

/** Fields lie in the order of evaluation, and so do the left operands. */
function chosenGroup({ inputs, host }: CardRun): string {
  for (const { field } of inputs.shape.fields) {
    const { group, key } = field;
    if (key !== 'left-operand' || group === null || group === ELSE) continue;
    if (conditionHolds(inputs, group, host.choices)) return group;
  }
  return ELSE;
}
