import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { attributeAddCommand } from './add.ts';
import { attributeListCommand } from './list.ts';
import { attributeRemoveCommand } from './remove.ts';
import { attributeSetCommand } from './set.ts';

/** `headwater attribute …` */
export function attributeCommands(program: Command, context: CommandContext): void {
  const attribute = program
    .command('attribute')
    .description('Attributes: what profiles of users, and of the people of a source, consist of.');
  attributeAddCommand(attribute, context);
  attributeListCommand(attribute, context);
  attributeSetCommand(attribute, context);
  attributeRemoveCommand(attribute, context);
}
