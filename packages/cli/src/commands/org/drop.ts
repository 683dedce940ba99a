import type { Command } from 'commander';
import { administer, type DataOptions, withDataOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { UsageFailure } from '../../failure.ts';

interface Options extends DataOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `headwater org drop` */
export function orgDropCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('drop <name>')
    .description('Drop an org with everything in it: people, sources, receipts, log. This cannot be undone.')
    .option('--yes', 'I mean it');
  withJson(withDataOptions(command));
  withExamples(command, [['headwater org drop acme --yes']]);
  command.action(async (name: string, { yes, json, ...data }: Options) => {
    if (yes !== true) {
      throw new UsageFailure(`Dropping the org ${name} deletes everything in it for good.`, 'Add --yes to do it.');
    }
    await administer(data, terminal, async ({ database }, server) => {
      // Dropping what is not there is nothing, but a person who asks for it has mistyped the name.
      await server.getOrg(database, name);
      await server.dropOrg(database, name);
    });
    terminal.print(json === true ? JSON.stringify({ dropped: name }) : `Dropped the org ${name}.`);
  });
}
