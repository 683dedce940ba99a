import type { Command } from 'commander';
import { inOrg, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { checkOwner, type OwnerOptions, withOwner } from './owner.ts';

interface Options extends OwnerOptions {
  readonly json?: boolean;
}

/** `headwater attribute remove` */
export function attributeRemoveCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('remove <name>')
    .description(
      'Remove a custom attribute, with its values from the users who have one. It must not be mapped any more.',
    );
  withJson(withOrgOptions(withOwner(command)));
  withExamples(command, [
    ['headwater mapping remove office --source 0oa…'],
    ['headwater attribute remove office --owner user'],
  ]);
  command.action(async (name: string, options: Options) => {
    await inOrg(options, terminal, async (scene) => {
      await checkOwner(scene, options.owner);
      const context = { at: scene.org.clock.now(), ...scene.act };
      await scene.server.removeAttribute(scene.tx, context, options.owner, name);
    });
    terminal.print(options.json === true ? JSON.stringify({ removed: name }) : `Removed the attribute ${name}.`);
  });
}
