import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { flowsCallCommand } from './call.ts';
import { flowsDiffCommand } from './diff.ts';
import { flowsLintCommand } from './lint.ts';
import { flowsBindCommand } from './org/bind.ts';
import { flowsExportCommand } from './org/export.ts';
import { flowsImportCommand } from './org/import-pack.ts';
import { flowsListCommand } from './org/list.ts';
import { flowsScheduleCommand } from './org/schedule.ts';
import { flowsShowCommand } from './org/show.ts';
import { flowsOffCommand, flowsOnCommand } from './org/switch.ts';
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
  flowsExportCommand(flows, context);
  flowsListCommand(flows, context);
  flowsShowCommand(flows, context);
  flowsOnCommand(flows, context);
  flowsOffCommand(flows, context);
  flowsScheduleCommand(flows, context);
}
