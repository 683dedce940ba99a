import type { FlowRow, FlowTable } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { counted } from '../../../output/number.ts';
import { table } from '../../../output/table.ts';
import { wholeNumber } from '../../../read-option.ts';
import { findTable } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';
import { COLUMN_WORDS } from './column.ts';

interface Options extends FlowsOrgOptions {
  readonly filter?: string;
  readonly rows: number;
}

/** `headwater flows tables show` */
export function tablesShowCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('show <table>')
    .description('Show a table: its columns, and its first rows.')
    .option('--rows <number>', 'rows to show', wholeNumber(1, 1_000), 20)
    .option('--filter <filter>', `only rows like: active eq true and "First Name" ne "Ada"`);
  withJson(withFlowsOrg(command));
  withExamples(command, [[`headwater flows tables show People --filter 'active eq true' --rows 100`]]);
  command.action(async (text: string, { filter, rows: limit, json, ...options }: Options) => {
    const [found, rows] = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findTable(org, text);
      const query = { filter, limit };
      return [
        await org.get<FlowTable>(`flow-tables/${id}`),
        await org.get<readonly FlowRow[]>(`flow-tables/${id}/rows`, query),
      ] as const;
    });
    if (json === true) return terminal.print(JSON.stringify({ table: found, rows }));
    for (const line of tableLines(found, rows, terminal.columns)) terminal.print(line);
  });
}

function tableLines(found: FlowTable, rows: readonly FlowRow[], columns: number): readonly string[] {
  const { name, id, description, rowCount, isGone } = found;
  const cells = rows.map(({ values }) => found.columns.map((column) => cellText(values[column.name])));
  const heads = found.columns.map((column) => ({
    title: `${column.name} (${COLUMN_WORDS[column.type]})`,
    wraps: true,
  }));
  return [
    `${name} (${id}), ${counted(rowCount, 'row')}${isGone ? ', gone from its pack' : ''}`,
    ...(description === '' ? [] : [description]),
    '',
    ...table(heads, cells, columns).split('\n'),
  ];
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
