import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

export interface AppStatusVerb {
  readonly verb: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly description: string;
  readonly done: string;
}

/** `headwater app activate` and `headwater app deactivate` */
export function appStatusCommand(parent: Command, { terminal }: CommandContext, verb: AppStatusVerb): void {
  const command = parent.command(`${verb.verb} <id>`).description(verb.description);
  withJson(withOrgOptions(command)).action(async (id: string, { json, ...where }: Options) => {
    const { label, status } = await inOrg(where, terminal, ({ server, org, tx, act }) =>
      server.setServiceAppStatus(tx, org, id, verb.status, act),
    );
    terminal.print(json === true ? JSON.stringify({ clientId: id, status }) : `${verb.done} the app ${label} (${id}).`);
  });
}
