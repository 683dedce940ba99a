import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

/** `headwater app delete` */
export function appDeleteCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('delete <id>')
    .description('Delete a service app for good. It must be inactive. <id> is its client id (0oa…).');
  withJson(withOrgOptions(command));
  withExamples(command, [['headwater app deactivate 0oa…'], ['headwater app delete 0oa…']]);
  command.action(async (id: string, { json, ...where }: Options) => {
    await inOrg(where, terminal, ({ server, org, tx, act }) => server.deleteServiceApp(tx, org, id, act));
    terminal.print(json === true ? JSON.stringify({ deleted: id }) : `Deleted the app ${id}.`);
  });
}
