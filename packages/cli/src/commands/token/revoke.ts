import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater token revoke` */
export function tokenRevokeCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('revoke <id>')
    .description(
      'End a token for good; running servers refuse it within a second. <id> is its id (00T…), not its value.',
    );
  withJson(withOrgOptions(command));
  withExamples(command, [['headwater token revoke 00T…']]);
  command.action(async (id: string, { json, ...where }: Options) => {
    await inOrg(where, terminal, ({ server, org, tx, act }) => server.revokeToken(tx, org, id, act));
    terminal.print(json === true ? JSON.stringify({ id, revoked: true }) : `Revoked the token ${id}.`);
  });
}
