import type { Command } from 'commander';
import type { CommandContext } from '../../../command-context.ts';
import { connectionsAddCommand } from './add.ts';
import { connectionsListCommand } from './list.ts';
import { connectionsRemoveCommand } from './remove.ts';
import { connectionsTestCommand } from './test.ts';

/** `headwater flows connections …` */
export function connectionsCommands(parent: Command, context: CommandContext): void {
  const connections = parent
    .command('connections')
    .description('Connections of flows to other systems: where to, and with what credentials, which are never shown.');
  connectionsAddCommand(connections, context);
  connectionsListCommand(connections, context);
  connectionsTestCommand(connections, context);
  connectionsRemoveCommand(connections, context);
}
