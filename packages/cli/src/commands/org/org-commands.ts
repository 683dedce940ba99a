import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { orgCreateCommand } from './create.ts';
import { orgDropCommand } from './drop.ts';
import { orgListCommand } from './list.ts';
import { orgSetCommand } from './set.ts';

/** `headwater org …` */
export function orgCommands(program: Command, context: CommandContext): void {
  const org = program
    .command('org')
    .description('Orgs: separate directories on one server, each with its own people, sources, tokens and host names.');
  orgCreateCommand(org, context);
  orgListCommand(org, context);
  orgSetCommand(org, context);
  orgDropCommand(org, context);
}
