import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { findTable } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';
import { writeDownload } from '../org/write-download.ts';

interface Options extends FlowsOrgOptions {
  readonly output?: string;
  readonly system?: boolean;
  readonly delimiter?: string;
}

/** `headwater flows tables export` */
export function tablesExportCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('export <table>')
    .description('Write the rows of a table to a CSV file.')
    .option('-o, --output <file>', 'where to; "-" for standard output; default the name of the table, in this folder')
    .option('--system', 'with the columns rowId and system.updated before the others')
    .option('--delimiter <character>', 'what stands between values; default a comma');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows tables export People -o people.csv']]);
  command.action(async (text: string, { output, system, delimiter, json, ...options }: Options) => {
    const download = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findTable(org, text);
      return org.download(`flow-tables/${id}/export`, { system, delimiter });
    });
    const file = await writeDownload(download, output, terminal);
    if (file !== null) terminal.print(json === true ? JSON.stringify({ file }) : `Wrote ${file}.`);
  });
}
