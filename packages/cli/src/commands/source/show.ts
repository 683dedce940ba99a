import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';
import { settingRows } from './source-settings.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater source show` */
export function sourceShowCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('show <id>')
    .description('Show a source with all its settings, each with the option that changes it.');
  withJson(withOrgOptions(command)).action(async (id: string, { json, ...where }: Options) => {
    const source = await inOrg(where, terminal, ({ server, tx }) => server.getIdentitySource(tx, id));
    if (json === true) return terminal.print(JSON.stringify(source));
    terminal.print(`${source.label} (${source.id}), ${source.status.toLowerCase()}, priority ${source.priority}\n`);
    const heads = [{ title: 'Setting' }, { title: 'Value', wraps: true }, { title: 'Meaning', wraps: true }];
    terminal.print(table(heads, settingRows(source.settings), terminal.columns));
  });
}
