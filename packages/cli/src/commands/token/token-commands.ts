import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { tokenCreateCommand } from './create.ts';
import { tokenListCommand } from './list.ts';
import { tokenRevokeCommand } from './revoke.ts';

/** `headwater token …` */
export function tokenCommands(program: Command, context: CommandContext): void {
  const token = program
    .command('token')
    .description('API tokens: what programs sign in with (`Authorization: SSWS <token>`).');
  tokenCreateCommand(token, context);
  tokenListCommand(token, context);
  tokenRevokeCommand(token, context);
}
