import type { Command } from 'commander';
import { administer, type DataOptions, withDataOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';

interface Options extends DataOptions {
  readonly json?: boolean;
}

/** `headwater org list` */
export function orgListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent.command('list').description('List the orgs with their host names and limits.');
  withJson(withDataOptions(command)).action(async ({ json, ...data }: Options) => {
    const orgs = await administer(data, terminal, ({ database }, server) => server.listOrgs(database));
    if (json === true) return terminal.print(JSON.stringify(orgs));
    const rows = orgs.map(({ name, id, hosts, settings }) => [
      name,
      id,
      [...hosts, name === 'default' ? 'all others' : `${name}.*`].join(', '),
      [settings.limitsProfile, ...Object.entries(settings.limits).map((limit) => limit.join('='))].join(', '),
    ]);
    const heads = [
      { title: 'Name' },
      { title: 'Id' },
      { title: 'Hosts', wraps: true },
      { title: 'Limits', wraps: true },
    ];
    terminal.print(table(heads, rows, terminal.columns));
  });
}
