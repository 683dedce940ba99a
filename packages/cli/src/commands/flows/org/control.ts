import type { FlowExecution } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { executionLine } from './execution-lines.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

/** What can be done to an execution. */
interface Control {
  readonly verb: 'cancel' | 'retry' | 'rerun';
  readonly description: string;
}

/** `headwater flows cancel`, `retry`, `rerun` */
export function flowsControlCommand(
  parent: Command,
  { terminal }: CommandContext,
  { verb, description }: Control,
): void {
  const command = parent.command(`${verb} <execution>`).description(description);
  withJson(withFlowsOrg(command)).action(async (id: string, options: FlowsOrgOptions) => {
    const execution = await inFlowsOrg(options, terminal, (org) =>
      org.send<FlowExecution>('POST', `flow-executions/${encodeURIComponent(id)}/${verb}`),
    );
    terminal.print(options.json === true ? JSON.stringify(execution) : executionLine(execution));
  });
}
