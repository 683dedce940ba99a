import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { appCreateCommand } from './create.ts';
import { appDeleteCommand } from './delete.ts';
import { appListCommand } from './list.ts';
import { appStatusCommand } from './status.ts';

/** `headwater app …` */
export function appCommands(program: Command, context: CommandContext): void {
  const app = program
    .command('app')
    .description('Service apps: programs that sign in by OAuth 2.0, with a key pair instead of a token.');
  appCreateCommand(app, context);
  appListCommand(app, context);
  appStatusCommand(app, context, {
    verb: 'activate',
    status: 'ACTIVE',
    description: 'Take an app into service again.',
    done: 'Activated',
  });
  appStatusCommand(app, context, {
    verb: 'deactivate',
    status: 'INACTIVE',
    description:
      'Revoke the access of an app: running servers refuse its tokens within a second, and it gets no new ones.',
    done: 'Deactivated',
  });
  appDeleteCommand(app, context);
}
