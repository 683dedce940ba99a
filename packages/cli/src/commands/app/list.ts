import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater app list` */
export function appListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent.command('list').description('List the service apps with their scopes, oldest first.');
  withJson(withOrgOptions(command)).action(async ({ json, ...where }: Options) => {
    const apps = await inOrg(where, terminal, async ({ server, tx }) => {
      const found = await server.listServiceApps(tx);
      const scopes: string[][] = [];
      for (const { id } of found) scopes.push((await server.listGrants(tx, id)).map(({ scope }) => scope));
      return found.map((app, index) => ({ ...app, scopes: scopes[index] ?? [] }));
    });
    if (json === true) return terminal.print(JSON.stringify(apps));
    const rows = apps.map((app) => [
      app.id,
      app.label,
      app.status,
      app.scopes.join(', '),
      app.sourceId ?? 'all',
      app.dpop ? 'bound' : 'bearer',
      app.keys.length,
    ]);
    const titles = ['Client id', 'Label', 'Status', 'Scopes', 'Source', 'Tokens', 'Keys'];
    const heads = titles.map((title) => ({ title, wraps: title === 'Label' || title === 'Scopes' }));
    terminal.print(table(heads, rows, terminal.columns));
  });
}
