import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';

interface Options extends OrgOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `headwater token list` */
export function tokenListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description(
      'List the tokens, newest first. Their values are not stored; the last four characters tell them apart.',
    )
    .option('--all', 'also the revoked ones');
  withJson(withOrgOptions(command)).action(async ({ all, json, ...where }: Options) => {
    const found = await inOrg(where, terminal, ({ server, tx }) => server.listTokens(tx));
    const tokens = all === true ? found : found.filter(({ revoked }) => revoked === null);
    if (json === true) return terminal.print(JSON.stringify(tokens));
    const rows = tokens.map((token) => [
      token.id,
      token.name,
      `…${token.lastFour}`,
      token.sourceId ?? 'all',
      token.networks.join(', ') || 'anywhere',
      token.revoked === null ? `${token.idleDays} idle days` : `revoked ${day(token.revoked)}`,
      day(token.created),
      day(token.lastUsed),
    ]);
    const titles = ['Id', 'Name', 'Ends in', 'Source', 'Networks', 'Dies after', 'Created', 'Last used'];
    const heads = titles.map((title) => ({ title, wraps: title === 'Name' || title === 'Networks' }));
    terminal.print(table(heads, rows, terminal.columns));
  });
}

function day(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
