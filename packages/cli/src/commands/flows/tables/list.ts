import type { FlowPack, FlowTable } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { table } from '../../../output/table.ts';
import { findPack } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly pack?: string;
  readonly gone?: boolean;
}

/** `headwater flows tables list` */
export function tablesListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description('List the tables with their columns and how many rows they have.')
    .option('--pack <pack>', 'only tables of this pack: its id or a unique part of its name')
    .option('--gone', 'also tables that the newest version of their pack has no more');
  withJson(withFlowsOrg(command)).action(async (options: Options) => {
    const { tables, packs } = await inFlowsOrg(options, terminal, async (org) => {
      const packId = options.pack === undefined ? undefined : (await findPack(org, options.pack)).id;
      return {
        tables: await org.list<FlowTable>('flow-tables', { packId, gone: options.gone, limit: 200 }),
        packs: await org.list<FlowPack>('flow-packs', { limit: 200 }),
      };
    });
    if (options.json === true) return terminal.print(JSON.stringify(tables));
    const names = new Map(packs.map(({ id, name }) => [id, name]));
    const rows = tables.map(({ id, name, packId, isGone, rowCount, columns }) => [
      id,
      name,
      packId === null ? '' : `${names.get(packId) ?? packId}${isGone ? ' (gone)' : ''}`,
      rowCount,
      columns.map((column) => column.name).join(', '),
    ]);
    const heads = [
      { title: 'Id' },
      { title: 'Table', wraps: true },
      { title: 'Pack', wraps: true },
      { title: 'Rows', align: 'right' },
      { title: 'Columns', wraps: true },
    ] as const;
    terminal.print(table(heads, rows, terminal.columns));
  });
}
