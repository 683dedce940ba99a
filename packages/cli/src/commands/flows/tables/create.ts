import type { FlowTable } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';
import { readColumn } from './column.ts';

interface Options extends FlowsOrgOptions {
  readonly column: readonly string[];
  readonly description?: string;
}

/** `headwater flows tables create` */
export function tablesCreateCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('create <name>')
    .description('Create a table by hand; those of packs come with their pack.')
    .requiredOption(
      '--column <column...>',
      'name, name:type or name:type=default; text, date, number, boolean, counter',
    )
    .option('--description <text>', 'what people should know about it');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows tables create Leavers --column email left:date done:boolean=false']]);
  command.action(async (name: string, { column, description, json, ...options }: Options) => {
    const request = { name, columns: column.map(readColumn), ...(description === undefined ? {} : { description }) };
    const made = await inFlowsOrg(options, terminal, (org) => org.send<FlowTable>('POST', 'flow-tables', request));
    terminal.print(json === true ? JSON.stringify(made) : `Created the table ${made.name} (${made.id}).`);
  });
}
