import { blockInput, requiredCallee } from '../called-flow.ts';
import { FlowFailure } from '../error-object.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import type { FrameOutcome } from '../journal.ts';
import { outputs } from '../step.ts';

const TRY = 0;
const HANDLER = 1;

/** If Error: runs a block and, if it fails, another with the error in its context (workflows-format 5.7). */
export const tryCatch: InterpreterCard = {
  name: 'control:tryCatch',
  title: 'If Error',
  begin(run) {
    const { card, host, inputs } = run;
    const body = requiredCallee(run);
    const { then } = card.policy;
    const handler = then.type === 'handler' ? host.program.blocks.get(then.block) : undefined;
    let last: FrameOutcome | null = null;
    return {
      type: 'calls',
      calls: {
        concurrency: 1,
        call(item) {
          if (item === TRY) return { scope: body, input: blockInput(inputs, {}) };
          if (item !== HANDLER || last?.status !== 'failed' || handler === undefined) return null;
          return { scope: handler, input: blockInput(inputs, { error: last.error }) };
        },
        ended(item, outcome) {
          last = outcome;
          if (outcome.status === 'failed' && (item === HANDLER || handler === undefined)) {
            throw new FlowFailure(outcome.error);
          }
        },
        finish: () => outputs(last === null || last.status === 'failed' ? {} : last.result),
      },
    };
  },
};
