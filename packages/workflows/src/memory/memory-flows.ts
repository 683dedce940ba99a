import { CardError } from '../run/card-error.ts';
import type { FlowPort, StartInput } from '../run/ports.ts';

/** A flow that a card started without waiting for it. */
export interface StartedFlow {
  readonly callId: string;
  readonly flowId: string;
  readonly input: StartInput;
}

/** Flows that are started, but only noted: whoever holds it runs them, or looks at them. */
export interface MemoryFlows extends FlowPort {
  /** One for each call id, in order. */
  readonly started: readonly StartedFlow[];
}

/** @param exports text of the export of a flow, by its id */
export function memoryFlows(
  exports: Readonly<Record<string, { readonly name: string; readonly text: string }>> = {},
): MemoryFlows {
  const started = new Map<string, StartedFlow>();
  return {
    get started() {
      return [...started.values()];
    },
    async start(callId, flowId, input) {
      if (!started.has(callId)) started.set(callId, { callId, flowId, input });
    },
    async exportFlow(flowId) {
      const found = Object.hasOwn(exports, flowId) ? exports[flowId] : undefined;
      if (found === undefined) {
        throw new CardError(`There is no flow "${flowId}" to export. Choose another on the card.`, {
          kind: 'not_found',
        });
      }
      return found;
    },
  };
}
