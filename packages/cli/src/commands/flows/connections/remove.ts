import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { findConnection } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

/** `headwater flows connections remove` */
export function connectionsRemoveCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('remove <connection>')
    .description('Remove a connection with its credentials. Refused while a pack is bound to it.');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows connections remove "People API"']]);
  command.action(async (text: string, options: FlowsOrgOptions) => {
    const { id, name } = await inFlowsOrg(options, terminal, async (org) => {
      const connection = await findConnection(org, text);
      await org.send('DELETE', `flow-connections/${connection.id}`);
      return connection;
    });
    terminal.print(options.json === true ? JSON.stringify({ removed: id }) : `Removed the connection ${name} (${id}).`);
  });
}
