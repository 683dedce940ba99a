import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { flowsCallCommand } from './call.ts';
import { connectionsCommands } from './connections/connections-commands.ts';
import { flowsDiffCommand } from './diff.ts';
import { flowsLintCommand } from './lint.ts';
import { flowsBindCommand } from './org/bind.ts';
import { flowsClientTokenCommand } from './org/client-token.ts';
import { flowsControlCommand } from './org/control.ts';
import { flowsExportCommand } from './org/export.ts';
import { flowsHistoryCommand } from './org/history.ts';
import { flowsImportCommand } from './org/import-pack.ts';
import { flowsListCommand } from './org/list.ts';
import { flowsRemoveCommand } from './org/remove-pack.ts';
import { flowsRunCommand } from './org/run.ts';
import { flowsScheduleCommand } from './org/schedule.ts';
import { flowsSetCommand } from './org/set.ts';
import { flowsShowCommand } from './org/show.ts';
import { flowsOffCommand, flowsOnCommand } from './org/switch.ts';
import { tablesCommands } from './tables/tables-commands.ts';
import { flowsTestCommand } from './testing/test.ts';

/** `headwater flows …` */
export function flowsCommands(program: Command, context: CommandContext): void {
  const flows = program
    .command('flows')
    .description('Flows: exports of Okta Workflows, looked through, tested, run and managed; they stay as they are.');
  addLocal(flows, context);
  flowsImportCommand(flows, context);
  flowsBindCommand(flows, context);
  flowsExportCommand(flows, context);
  flowsRemoveCommand(flows, context);
  flowsListCommand(flows, context);
  flowsShowCommand(flows, context);
  flowsOnCommand(flows, context);
  flowsOffCommand(flows, context);
  flowsScheduleCommand(flows, context);
  flowsSetCommand(flows, context);
  flowsClientTokenCommand(flows, context);
  addExecutions(flows, context);
  tablesCommands(flows, context);
  connectionsCommands(flows, context);
}

/** What needs no server. */
function addLocal(flows: Command, context: CommandContext): void {
  flowsLintCommand(flows, context);
  flowsDiffCommand(flows, context);
  flowsCallCommand(flows, context);
  flowsTestCommand(flows, context);
}

function addExecutions(flows: Command, context: CommandContext): void {
  flowsRunCommand(flows, context);
  flowsHistoryCommand(flows, context);
  flowsControlCommand(flows, context, {
    verb: 'cancel',
    description: 'Cancel an execution (fex…) that has not ended.',
  });
  flowsControlCommand(flows, context, {
    verb: 'retry',
    description: 'Begin a failed execution (fex…) again at the card that failed; what ran before is not run again.',
  });
  flowsControlCommand(flows, context, {
    verb: 'rerun',
    description: 'Start the flow of an execution (fex…) anew, with the same input.',
  });
}
