import type { AttributeDefinition } from '@headwater/protocol';
import type { Command } from 'commander';
import { inOrg, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';
import { table } from '../../output/table.ts';
import { checkOwner, type OwnerOptions, withOwner } from './owner.ts';

interface Options extends OwnerOptions {
  readonly json?: boolean;
}

/** `headwater attribute list` */
export function attributeListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description('List the attributes of users, or of a source: base attributes first, then the custom ones.');
  withJson(withOrgOptions(withOwner(command))).action(async (options: Options) => {
    const schema = await inOrg(options, terminal, async (scene) => {
      await checkOwner(scene, options.owner);
      return scene.server.loadProfileSchema(scene.tx, options.owner);
    });
    if (options.json === true) return terminal.print(JSON.stringify(schema));
    const rows = schema.map((attribute) => [attribute.name, attribute.title, attribute.type, rulesOf(attribute)]);
    const heads = [
      { title: 'Name' },
      { title: 'Title', wraps: true },
      { title: 'Type' },
      { title: 'Rules', wraps: true },
    ];
    terminal.print(table(heads, rows, terminal.columns));
  });
}

/** Every rule of an attribute in a few words. */
function rulesOf(attribute: AttributeDefinition): string {
  const { minLength, maxLength, minimum, maximum, pattern, format, master } = attribute;
  const rules = [
    attribute.base === true ? undefined : 'custom',
    attribute.required === true ? 'required' : undefined,
    attribute.unique === true ? 'unique' : undefined,
    attribute.nullable === false ? 'not null' : undefined,
    format,
    range(minLength, maxLength, 'characters'),
    range(minimum, maximum, ''),
    pattern === undefined ? undefined : `matches ${pattern}`,
    attribute.enum === undefined ? undefined : `one of ${attribute.enum.join(', ')}`,
    attribute.default === undefined ? undefined : `default ${attribute.default}`,
    attribute.externalName === undefined ? undefined : `outside ${attribute.externalName}`,
    master === undefined || master.type === 'PROFILE_MASTER' ? undefined : sourcing(master),
  ];
  return rules.filter((rule) => rule !== undefined).join('; ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const bounds =
    least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`;
  return `${bounds} ${unit}`.trimEnd();
}

function sourcing(master: Exclude<AttributeDefinition['master'], undefined>): string {
  return master.type === 'OVERRIDE' ? `from ${master.priority.join(', ')}` : 'from the directory itself';
}
