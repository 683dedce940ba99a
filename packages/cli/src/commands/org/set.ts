import { type Command, Option } from 'commander';
import { administer, type DataOptions, withDataOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { UsageFailure } from '../../failure.ts';
import { type OrgSettingOptions, rateLimitsOf, withOrgSettings } from './org-options.ts';

interface Options extends DataOptions, OrgSettingOptions {
  readonly testMode?: 'on' | 'off';
  readonly seed?: string;
  readonly json?: boolean;
}

/** `headwater org set` */
export function orgSetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('set <name>')
    .description(
      'Change host names, limits or switches of an org; what is not named stays. --limits alone takes single limits away. A running ' +
        'server follows within moments.',
    );
  withOrgSettings(command)
    .addOption(
      new Option(
        '--test-mode <state>',
        'test mode: the clock, faults and the state of the org are moved by requests (docs/reference/test-mode.md)',
      ).choices(['on', 'off']),
    )
    .option('--seed <text>', 'with --test-mode on: what the ids of objects follow from');
  withJson(withDataOptions(command));
  withExamples(command, [
    ['headwater org set default --limits open', 'larger batches, no waiting between sessions'],
    ['headwater org set default --limit createCooldownSeconds=0'],
    ['headwater org set default --rate-limit /api/v1/users=600 --token-share 100'],
    ['headwater org set default --choice createSessionStatus=200', 'answer as the published description says'],
    ['headwater org set sandbox --test-mode on --seed 42'],
  ]);
  command.action(async (name: string, options: Options) => {
    const { host, limits, limit, rateLimit, tokenShare, choice, testMode, seed, json, ...data } = options;
    if ([host, limits, limit, rateLimit, tokenShare, choice, testMode].every((option) => option === undefined)) {
      throw new UsageFailure(
        'There is nothing to change.',
        'Give at least one of --host, --limits, --limit, --rate-limit, --token-share, --choice and --test-mode.',
      );
    }
    const org = await administer(data, terminal, async ({ database }, server) => {
      const { settings } = await server.getOrg(database, name);
      const changed = {
        limitsProfile: limits ?? settings.limitsProfile,
        limits: { ...(limits === undefined ? settings.limits : {}), ...limit },
        rateLimits: rateLimitsOf(options, settings.rateLimits),
        choices: { ...settings.choices, ...choice },
      };
      await server.updateOrg(database, name, { ...(host === undefined ? {} : { hosts: host }), settings: changed });
      if (testMode === 'on') await server.beginTestMode(database, name, seed);
      if (testMode === 'off') await server.endTestMode(database, name);
      return server.getOrg(database, name);
    });
    terminal.print(json === true ? JSON.stringify(org) : `Changed the org ${name}.`);
  });
}
