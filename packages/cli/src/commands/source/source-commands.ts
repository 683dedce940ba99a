import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { sourceCreateCommand } from './create.ts';
import { sourceDeleteCommand } from './delete.ts';
import { sourceListCommand } from './list.ts';
import { sourceSetCommand } from './set.ts';
import { sourceShowCommand } from './show.ts';
import { sourceStatusCommand } from './status.ts';

/** `headwater source …` */
export function sourceCommands(program: Command, context: CommandContext): void {
  const source = program
    .command('source')
    .description('Identity sources: the systems of record whose people this directory takes in.');
  sourceCreateCommand(source, context);
  sourceListCommand(source, context);
  sourceShowCommand(source, context);
  sourceSetCommand(source, context);
  sourceStatusCommand(source, context, {
    verb: 'activate',
    status: 'ACTIVE',
    description: 'Take a source into service again.',
    done: 'Activated',
  });
  sourceStatusCommand(source, context, {
    verb: 'deactivate',
    status: 'INACTIVE',
    description: 'Take a source out of service: it takes no new data; its people stay as they are.',
    done: 'Deactivated',
  });
  sourceDeleteCommand(source, context);
}
