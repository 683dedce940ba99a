import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { findTable } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly yes?: boolean;
}

/** `headwater flows tables delete` */
export function tablesDeleteCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('delete <table>')
    .description('Delete a table with its rows; one of a pack only when the newest version of the pack has it no more.')
    .option('--yes', 'I mean it');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows tables delete Leavers --yes']]);
  command.action(async (text: string, { yes, json, ...options }: Options) => {
    const found = await inFlowsOrg(options, terminal, async (org) => {
      const table = await findTable(org, text);
      if (yes !== true) {
        throw new UsageFailure(
          `The table ${table.name} would be deleted with its rows (${table.rowCount}).`,
          'Add --yes to do it.',
        );
      }
      await org.send('DELETE', `flow-tables/${table.id}`);
      return table;
    });
    terminal.print(json === true ? JSON.stringify({ deleted: found.id }) : `Deleted the table ${found.name}.`);
  });
}
