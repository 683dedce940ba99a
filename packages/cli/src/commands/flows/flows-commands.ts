import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { flowsCallCommand } from './call.ts';
import { flowsDiffCommand } from './diff.ts';
import { flowsLintCommand } from './lint.ts';
import { flowsBindCommand } from './org/bind.ts';
import { flowsImportCommand } from './org/import-pack.ts';
import { flowsTestCommand } from './testing/test.ts';

/** `headwater flows …` */
export function flowsCommands(program: Command, context: CommandContext): void {
  const flows = program
    .command('flows')
    .description('Flows: exports of Okta Workflows, looked through, tested, run and managed; they stay as they are.');
  flowsLintCommand(flows, context);
  flowsDiffCommand(flows, context);
  flowsCallCommand(flows, context);
  flowsTestCommand(flows, context);
  flowsImportCommand(flows, context);
  flowsBindCommand(flows, context);
}
