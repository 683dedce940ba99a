import type { FlowClientToken } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

/** `headwater flows client-token` */
export function flowsClientTokenCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('client-token <flow>')
    .description(
      'Make a new client token for an endpoint. It is shown this once; the one before is refused from now on.',
    );
  withJson(withFlowsOrg(command)).action(async (text: string, options: FlowsOrgOptions) => {
    const made = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      return org.send<FlowClientToken>('POST', `flows/${id}/client-token`);
    });
    terminal.print(options.json === true ? JSON.stringify(made) : made.clientToken);
  });
}
