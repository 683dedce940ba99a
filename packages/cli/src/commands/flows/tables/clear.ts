import type { FlowTableImport } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { counted } from '../../../output/number.ts';
import { findTable } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly yes?: boolean;
}

/** `headwater flows tables clear` */
export function tablesClearCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('clear <table>')
    .description('Delete all rows of a table; the table stays. This cannot be undone.')
    .option('--yes', 'I mean it');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows tables clear People --yes']]);
  command.action(async (text: string, { yes, json, ...options }: Options) => {
    const { writeRowsCsv } = await import('@headwater/workflows');
    const [found, { cleared }] = await inFlowsOrg(options, terminal, async (org) => {
      const table = await findTable(org, text);
      if (yes !== true) {
        throw new UsageFailure(
          `All rows of ${table.name} (${table.rowCount}) would be deleted.`,
          'Add --yes to do it.',
        );
      }
      // A file of headings alone takes the place of all rows.
      const headings = Buffer.from(
        writeRowsCsv(
          table.columns.map(({ name }) => name),
          [],
          { system: false },
        ),
      );
      const path = `flow-tables/${table.id}/import`;
      return [table, await org.upload<FlowTableImport>(path, headings, 'text/csv', { clear: true })] as const;
    });
    if (json === true) return terminal.print(JSON.stringify({ id: found.id, cleared }));
    terminal.print(`Deleted ${counted(cleared, 'row')} of ${found.name}.`);
  });
}
