import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { mappingListCommand } from './list.ts';
import { mappingRemoveCommand } from './remove.ts';
import { mappingSetCommand } from './set.ts';

/** `headwater mapping …` */
export function mappingCommands(program: Command, context: CommandContext): void {
  const mapping = program
    .command('mapping')
    .description('Mappings: how the attributes of a source become those of the directory user, one expression each.');
  mappingListCommand(mapping, context);
  mappingSetCommand(mapping, context);
  mappingRemoveCommand(mapping, context);
}
