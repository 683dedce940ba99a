import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater source delete` */
export function sourceDeleteCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('delete <id>')
    .description(
      'Delete a source with its sessions, mapping and attributes; tokens bound to it are revoked. It must be inactive and ' +
        'know nobody any more: delete its people through an import first.',
    );
  withJson(withOrgOptions(command));
  withExamples(command, [['headwater source deactivate 0oa…'], ['headwater source delete 0oa…']]);
  command.action(async (id: string, { json, ...where }: Options) => {
    await inOrg(where, terminal, ({ server, org, tx, act }) => server.deleteIdentitySource(tx, org, id, act));
    terminal.print(json === true ? JSON.stringify({ deleted: id }) : `Deleted the identity source ${id}.`);
  });
}
