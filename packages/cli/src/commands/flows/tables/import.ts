import { readFile } from 'node:fs/promises';
import type { FlowTableImport } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { EXIT } from '../../../exit-code.ts';
import { counted } from '../../../output/number.ts';
import { findTable } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly clear?: boolean;
  readonly delimiter?: string;
}

/** `headwater flows tables import` */
export function tablesImportCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('import <table> <file>')
    .description(
      'Add the rows of a CSV file to a table, all or none: UTF-8, with a header. The columns rowId and system.updated of exports are ' +
        'skipped. Values that do not fit their column are left out and told.',
    )
    .option('--clear', 'delete the rows there are before')
    .option('--delimiter <character>', 'what stands between values; default a comma');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows tables import People people.csv --clear']]);
  withNotes(command, 'Exit codes', ['0 every value was taken; 1 some did not fit, or nothing was imported; 2 usage']);
  command.action(async (text: string, file: string, { clear, delimiter, json, ...options }: Options) => {
    const content = await readFile(file);
    const [found, done] = await inFlowsOrg(options, terminal, async (org) => {
      const table = await findTable(org, text);
      const path = `flow-tables/${table.id}/import`;
      return [table, await org.upload<FlowTableImport>(path, content, 'text/csv', { clear, delimiter })] as const;
    });
    if (done.problemCount > 0) exitWith(EXIT.failed);
    if (json === true) return terminal.print(JSON.stringify(done));
    for (const line of importLines(found.name, done)) terminal.print(line);
  });
}

function importLines(name: string, done: FlowTableImport): readonly string[] {
  const { rows, cleared, problemCount, problems, ignored } = done;
  const left = problemCount - problems.length;
  return [
    `Added ${counted(rows, 'row')} to ${name}${cleared === 0 ? '' : `, after deleting ${counted(cleared, 'row')}`}.`,
    ...(ignored.length === 0 ? [] : [`No columns of the table, and ignored: ${ignored.join(', ')}`]),
    ...(problemCount === 0 ? [] : [`Left out: ${counted(problemCount, 'value')}`]),
    ...problems.map(({ row, column, message }) => `  row ${row}, ${column}: ${message}`),
    ...(left === 0 ? [] : [`  and ${counted(left, 'other')}`]),
  ];
}
