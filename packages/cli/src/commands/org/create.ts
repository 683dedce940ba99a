import type { Command } from 'commander';
import { administer, type DataOptions, withDataOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { type OrgSettingOptions, rateLimitsOf, withOrgSettings } from './org-options.ts';

interface Options extends DataOptions, OrgSettingOptions {
  readonly json?: boolean;
}

/** `headwater org create` */
export function orgCreateCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('create <name>')
    .description(
      'Create an org with its first administrator, and show the token of that administrator once. The name is 1 to 41 of ' +
        'a-z, 0-9 and _, beginning with a letter.',
    );
  withJson(withDataOptions(withOrgSettings(command)));
  withExamples(command, [['headwater org create acme --host acme.example.com --limits open']]);
  command.action(async (name: string, options: Options) => {
    const { host, limits, limit, rateLimit: _rate, tokenShare: _share, choice, json, ...data } = options;
    const made = await administer(data, terminal, async ({ parts, org }, server) => {
      const row = await server.createOrg(parts, {
        name,
        ...(host === undefined ? {} : { hosts: host }),
        settings: {
          ...(limits === undefined ? {} : { limitsProfile: limits }),
          limits: limit ?? {},
          rateLimits: rateLimitsOf(options),
          choices: choice ?? {},
        },
      });
      const first = await server.ensureAdministrator(await org(name));
      return { id: row.id, name, administrator: first?.administrator.login, token: first?.token };
    });
    if (json === true) return terminal.print(JSON.stringify(made));
    terminal.print(`Created the org ${name} (${made.id}).`);
    terminal.print(`Administrator: ${made.administrator}`);
    terminal.print(`Token, shown only now: ${made.token}`);
  });
}
