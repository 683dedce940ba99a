import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';

interface Options extends OrgOptions {
  readonly source: string;
  readonly json?: boolean;
}

/** `headwater mapping list` */
export function mappingListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description('List the mapping of a source: user attribute, expression, when it applies.')
    .requiredOption('--source <id>', 'the identity source (0oa…)');
  withJson(withOrgOptions(command)).action(async ({ source, json, ...where }: Options) => {
    const mapping = await inOrg(where, terminal, ({ server, tx }) => server.getMapping(tx, source));
    if (json === true) return terminal.print(JSON.stringify(mapping));
    const rows = Object.entries(mapping).map(([attribute, { expression, pushStatus }]) => [
      attribute,
      expression,
      pushStatus === 'PUSH' ? 'create and update' : 'create only',
    ]);
    const heads = [{ title: 'User attribute' }, { title: 'Expression', wraps: true }, { title: 'Applies on' }];
    terminal.print(table(heads, rows, terminal.columns));
  });
}
