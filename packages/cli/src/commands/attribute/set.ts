import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { inOrg, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { Failure, UsageFailure } from '../../failure.ts';
import { list } from '../../read-option.ts';
import { CLEARABLE, type DefinitionOptions, readDefinition, withDefinition } from './definition-options.ts';
import { checkOwner, type OwnerOptions, withOwner } from './owner.ts';

type Field = (typeof CLEARABLE)[number];

interface Options extends OwnerOptions, DefinitionOptions {
  readonly clear?: readonly Field[];
  readonly json?: boolean;
}

/** `headwater attribute set` */
export function attributeSetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('set <name>')
    .description(
      'Change an attribute; what is not named stays. Name and type never change. Of base attributes only these change: ' +
        'required of firstName and lastName, pattern of login, permission and sourced-by of any attribute of users.',
    )
    .option('--clear <fields>', `take fields away: ${CLEARABLE.join(', ')}`, readClear);
  withJson(withOrgOptions(withDefinition(withOwner(command))));
  withExamples(command, [
    ['headwater attribute set lastName --owner user --no-required', 'people may lack a last name'],
    ["headwater attribute set login --owner user --pattern '.+'", 'logins need not be email addresses'],
    ['headwater attribute set office --owner user --enum Vienna,Graz,Linz --clear default'],
  ]);
  command.action(async (name: string, options: Options) => {
    const { owner, clear = [], json } = options;
    const definition = await inOrg(options, terminal, async (scene) => {
      await checkOwner(scene, owner);
      const schema = await scene.server.loadProfileSchema(scene.tx, owner);
      const attribute = schema.find((one) => one.name === name);
      if (attribute === undefined) throw unknownAttribute(owner, name, schema);
      const cleared = Object.fromEntries(clear.map((field) => [field, null]));
      const changes = { ...cleared, ...readDefinition(options, attribute.type) };
      if (Object.keys(changes).length === 0) {
        throw new UsageFailure('There is nothing to change.', 'See: headwater attribute set --help');
      }
      const context = { at: scene.org.clock.now(), ...scene.act };
      return scene.server.updateAttribute(scene.tx, context, owner, name, changes);
    });
    terminal.print(json === true ? JSON.stringify(definition) : `Changed the attribute ${name}.`);
  });
}

function unknownAttribute(owner: string, name: string, schema: readonly { readonly name: string }[]): Failure {
  return new Failure({
    code: 'attributeUnknown',
    message: `There is no attribute ${name} of ${owner}.`,
    remedy: `There are ${schema.map((one) => one.name).join(', ')}.`,
  });
}

function readClear(text: string): readonly Field[] {
  return list(text).map((name) => {
    const field = CLEARABLE.find((known) => known === name);
    if (field === undefined) throw new InvalidArgumentError(`"${name}" is none of ${CLEARABLE.join(', ')}.`);
    return field;
  });
}
