import type { Command } from 'commander';
import { inOrg, type OrgOptions, type OrgScene, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { Failure } from '../../failure.ts';
import { wholeNumber } from '../../read-option.ts';

interface Options extends OrgOptions {
  readonly name: string;
  readonly source?: string;
  readonly network?: readonly string[];
  readonly idleDays?: number;
  readonly share?: number;
  readonly owner?: string;
  readonly json?: boolean;
}

/** `headwater token create` */
export function tokenCreateCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('create')
    .description(
      'Create a token and show it once: it is stored nowhere. It has the rights of its owner and dies when it is not used ' +
        'for a while.',
    )
    .requiredOption('--name <name>', 'what people call it, such as the program that uses it')
    .option('--source <id>', 'bind it to one identity source (0oa…): it can import into that one and nothing else')
    .option('--network <cidr...>', 'address ranges it may be used from, such as 10.0.0.0/8; default anywhere')
    .option('--idle-days <days>', 'days without use after which it dies; default 30', wholeNumber(1))
    .option('--share <percent>', 'how much of each rate limit it may use; default as the org says', wholeNumber(0, 100))
    .option('--owner <id>', 'the administrator (00u…) whose rights it has; default the oldest one');
  withJson(withOrgOptions(command));
  withExamples(command, [
    ['headwater token create --name "nightly HR import" --source 0oa… --network 10.0.0.0/8'],
    ['export HEADWATER_TOKEN=$(headwater token create --name shell --json | jq -r .token)', 'without showing it'],
  ]);
  command.action(async ({ name, source, network, idleDays, share, owner, json, ...where }: Options) => {
    const { token, value } = await inOrg(where, terminal, async (scene) =>
      scene.server.createToken(
        scene.tx,
        scene.org,
        {
          name,
          ownerId: owner ?? (await oldestAdministrator(scene)),
          ...(source === undefined ? {} : { sourceId: source }),
          ...(network === undefined ? {} : { networks: network }),
          ...(idleDays === undefined ? {} : { idleDays }),
          ...(share === undefined ? {} : { sharePercent: share }),
        },
        scene.act,
      ),
    );
    if (json === true) return terminal.print(JSON.stringify({ id: token.id, token: value }));
    terminal.print(`Created the token ${token.id}. It is shown only now:`);
    terminal.print(value);
  });
}

async function oldestAdministrator({ server, org, tx }: OrgScene): Promise<string> {
  const [oldest] = await server.listAdministrators(tx);
  if (oldest !== undefined) return oldest.userId;
  throw new Failure({
    code: 'administratorMissing',
    message: `The org ${org.name} has no administrator, and a token needs one as its owner.`,
    remedy: 'Start the server once: it makes the first administrator.',
  });
}
