import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { UsageFailure } from '../../failure.ts';
import { checkUserNameFormat } from './check-user-name-format.ts';
import { readSourceSettings, type SettingOptions, withSourceSettings } from './source-settings.ts';

interface Options extends OrgOptions, SettingOptions {
  readonly label?: string;
  readonly json?: boolean;
}

/** `headwater source set` */
export function sourceSetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('set <id>')
    .description('Change settings of a source; what is not named stays. They count from the next import on.')
    .option('--label <label>', 'what people call it');
  withSourceSettings(command, true);
  withJson(withOrgOptions(command));
  withExamples(command, [
    ['headwater source set 0oa… --auto-confirm-new --auto-activate'],
    ['headwater source set 0oa… --match attributes:employeeNumber --no-partial-match'],
  ]);
  command.action(async (id: string, options: Options) => {
    const { label, json } = options;
    const settings = readSourceSettings(options);
    if (label === undefined && Object.keys(settings).length === 0) {
      throw new UsageFailure(
        'There is nothing to change.',
        `Give at least one setting; see: headwater source show ${id}`,
      );
    }
    const source = await inOrg(options, terminal, async (scene) => {
      const check = await checkUserNameFormat(scene, settings, id);
      const change = { settings, ...(label === undefined ? {} : { label }) };
      return scene.server.updateIdentitySource(scene.tx, scene.org, id, change, scene.act, check);
    });
    terminal.print(json === true ? JSON.stringify(source) : `Changed the identity source ${source.label} (${id}).`);
  });
}
