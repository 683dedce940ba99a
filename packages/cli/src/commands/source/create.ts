import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { checkUserNameFormat } from './check-user-name-format.ts';
import { readSourceSettings, type SettingOptions, withSourceSettings } from './source-settings.ts';

interface Options extends OrgOptions, SettingOptions {
  readonly label: string;
  readonly json?: boolean;
}

/** `headwater source create` */
export function sourceCreateCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('create')
    .description(
      'Create an identity source, active, with the default mapping. Its id (0oa…) is what imports name. Without the ' +
        '--auto-… options every new person waits until somebody confirms them.',
    )
    .requiredOption('--label <label>', 'what people call it, such as "HR"');
  withSourceSettings(command, false);
  withJson(withOrgOptions(command));
  withExamples(command, [
    ['headwater source create --label HR --auto-confirm-new --auto-confirm-exact --auto-activate'],
    [
      `headwater source create --label Contractors --when-deleted suspend --username-format 'source.userName + "@ext.example.com"'`,
    ],
  ]);
  command.action(async (options: Options) => {
    const { label, json } = options;
    const settings = readSourceSettings(options);
    const source = await inOrg(options, terminal, async (scene) => {
      const check = await checkUserNameFormat(scene, settings, 'new');
      return scene.server.createIdentitySource(scene.tx, scene.org, { label, settings }, scene.act, check);
    });
    if (json === true) return terminal.print(JSON.stringify({ id: source.id }));
    terminal.print(`Created the identity source ${source.label}: ${source.id}`);
  });
}
