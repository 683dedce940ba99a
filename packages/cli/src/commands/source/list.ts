import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater source list` */
export function sourceListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description(
      'List the identity sources in the order of their priority: the first one owns a person who is in several.',
    );
  withJson(withOrgOptions(command)).action(async ({ json, ...where }: Options) => {
    const sources = await inOrg(where, terminal, ({ server, tx }) => server.listIdentitySources(tx));
    if (json === true) return terminal.print(JSON.stringify(sources));
    const rows = sources.map(({ id, label, status, created }) => [
      id,
      label,
      status.toLowerCase(),
      created.toISOString().slice(0, 10),
    ]);
    const heads = [{ title: 'Id' }, { title: 'Label', wraps: true }, { title: 'Status' }, { title: 'Created' }];
    terminal.print(table(heads, rows, terminal.columns));
  });
}
