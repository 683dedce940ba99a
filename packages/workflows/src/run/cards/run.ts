import { requiredCallee } from '../called-flow.ts';
import { fixedArguments } from '../flow-arguments.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { DONE } from '../step.ts';

/** Call Flow Async: starts a helper as an execution of its own and goes on (workflows-format 5.4). */
export const runFlow: InterpreterCard = {
  name: 'control:run',
  title: 'Call Flow Async',
  begin(run) {
    const { flowId } = requiredCallee(run);
    const input = { '': fixedArguments(run.inputs) };
    return {
      type: 'effect',
      effect: 'tables',
      perform: async ({ callId }) => {
        await run.host.ports.flows.start(callId, flowId, input);
        return DONE;
      },
    };
  },
};
