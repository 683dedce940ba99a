import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { findPack } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly yes?: boolean;
}

/** `headwater flows remove` */
export function flowsRemoveCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('remove <pack>')
    .description(
      'Delete a pack with its flows, their history and its tables. All of its flows must be off. This cannot be undone.',
    )
    .option('--yes', 'I mean it');
  withJson(withFlowsOrg(command)).action(async (text: string, options: Options) => {
    const pack = await inFlowsOrg(options, terminal, async (org) => {
      const found = await findPack(org, text);
      if (options.yes !== true) {
        throw new UsageFailure(
          `The pack ${found.name} would be deleted with its history and the rows of its tables.`,
          'Add --yes to do it.',
        );
      }
      await org.send('DELETE', `flow-packs/${found.id}`);
      return found;
    });
    terminal.print(options.json === true ? JSON.stringify({ deleted: pack.id }) : `Deleted the pack ${pack.name}.`);
  });
}
