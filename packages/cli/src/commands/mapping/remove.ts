import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { Failure } from '../../failure.ts';

interface Options extends OrgOptions {
  readonly source: string;
  readonly json?: boolean;
}

/** `headwater mapping remove` */
export function mappingRemoveCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('remove <attribute>')
    .description(
      'Stop mapping a user attribute. Users keep the value they have; map it to the text "" instead to clear it.',
    )
    .requiredOption('--source <id>', 'the identity source (0oa…)');
  withJson(withOrgOptions(command));
  withExamples(command, [['headwater mapping remove mobilePhone --source 0oa…']]);
  command.action(async (attribute: string, { source, json, ...where }: Options) => {
    await inOrg(where, terminal, async ({ server, org, tx, act }) => {
      const mapping = await server.getMapping(tx, source);
      if (!Object.hasOwn(mapping, attribute)) {
        throw new Failure({
          code: 'notMapped',
          message: `The source ${source} does not map ${attribute}.`,
          remedy: `It maps ${Object.keys(mapping).join(', ') || 'nothing'}.`,
        });
      }
      await server.saveMapping(tx, org, source, { [attribute]: null }, act);
    });
    terminal.print(json === true ? JSON.stringify({ removed: attribute }) : `Removed the mapping of ${attribute}.`);
  });
}
