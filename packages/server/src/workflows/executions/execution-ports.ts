import { CardError, type Ports } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import { secureRandom } from '../../secure-random.ts';
import type { FlowEngine, LoadedPack, PackVersion } from './flow-engine.ts';
import { findFlowOfPack } from './runnable-flow.ts';
import { type StartParts, startFlow } from './start-flow.ts';

/** Everything one execution can reach. */
export function executionPorts(
  org: Org,
  parts: StartParts & { readonly engine: FlowEngine },
  execution: PackVersion & { readonly id: string },
  pack: LoadedPack,
): Ports {
  const { http, tables, exportFlow } = parts.engine.ports(org, execution, pack);
  return {
    clock: org.clock,
    random: secureRandom,
    http,
    tables,
    flows: {
      exportFlow,
      async start(callId, packFlowId, input) {
        await org.transaction(
          async (tx) => {
            const flow = await findFlowOfPack(tx, execution.packId, packFlowId);
            if (flow === undefined) throw missing(packFlowId);
            const call = { parentId: execution.id, callId };
            await startFlow(tx, org, parts, { flow, trigger: 'call', input, call });
          },
          { brief: true },
        );
      },
    },
  };
}

function missing(packFlowId: string): CardError {
  return new CardError(`The pack has no flow ${packFlowId} to call`, { kind: 'not_found' });
}
