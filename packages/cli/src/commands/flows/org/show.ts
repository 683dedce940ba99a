import type { FlowDetails } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { findFlow } from './find-one.ts';
import { flowLines } from './flow-lines.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

/** `headwater flows show` */
export function flowsShowCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('show <flow>')
    .description(
      'Show a flow: what it takes and gives, what it calls and needs, how it runs. <flow> is its id or a unique part of its name.',
    );
  withJson(withFlowsOrg(command)).action(async (text: string, options: FlowsOrgOptions) => {
    const flow = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      return org.get<FlowDetails>(`flows/${id}`);
    });
    if (options.json === true) return terminal.print(JSON.stringify(flow));
    for (const line of flowLines(flow)) terminal.print(line);
  });
}
