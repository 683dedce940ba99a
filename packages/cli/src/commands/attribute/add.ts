import { ATTRIBUTE_TYPES, type AttributeType } from '@headwater/protocol';
import { type Command, Option } from 'commander';
import { inOrg, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { type DefinitionOptions, readDefinition, withDefinition } from './definition-options.ts';
import { checkOwner, type OwnerOptions, withOwner } from './owner.ts';

interface Options extends OwnerOptions, DefinitionOptions {
  readonly type: AttributeType;
  readonly json?: boolean;
}

/** `headwater attribute add` */
export function attributeAddCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('add <name>')
    .description(
      'Add a custom attribute. What a source sends arrives as text and is parsed into the type; lists are for users only.',
    )
    .addOption(new Option('--type <type>', 'type of its values').choices([...ATTRIBUTE_TYPES]).default('string'));
  withJson(withOrgOptions(withDefinition(withOwner(command))));
  withExamples(command, [
    ['headwater attribute add title --owner 0oa…', 'a source may send a title …'],
    ['headwater mapping set title source.title --source 0oa…', '… and users get it'],
    ['headwater attribute add badgeNumber --owner user --type integer --unique --minimum 1000'],
    ['headwater attribute add office --owner user --enum Vienna,Graz --default Vienna'],
  ]);
  command.action(async (name: string, options: Options) => {
    const { owner, type, json } = options;
    const definition = await inOrg(options, terminal, async (scene) => {
      await checkOwner(scene, owner);
      const context = { at: scene.org.clock.now(), ...scene.act };
      const fields = { title: titleOf(name), ...readDefinition(options, type) };
      return scene.server.addAttribute(scene.tx, context, owner, { name, type, ...fields });
    });
    terminal.print(json === true ? JSON.stringify(definition) : `Added the attribute ${name} (${type}).`);
  });
}

/** `badgeNumber` → `Badge number` */
function titleOf(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
