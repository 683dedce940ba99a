import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withJson } from '../../command-context.ts';

interface Options extends OrgOptions {
  readonly json?: boolean;
}

export interface StatusVerb {
  readonly verb: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly description: string;
  readonly done: string;
}

/** `headwater source activate` and `headwater source deactivate` */
export function sourceStatusCommand(parent: Command, { terminal }: CommandContext, verb: StatusVerb): void {
  const command = parent.command(`${verb.verb} <id>`).description(verb.description);
  withJson(withOrgOptions(command)).action(async (id: string, { json, ...where }: Options) => {
    const source = await inOrg(where, terminal, ({ server, org, tx, act }) =>
      server.setSourceStatus(tx, org, id, verb.status, act),
    );
    terminal.print(json === true ? JSON.stringify(source) : `${verb.done} ${source.label} (${id}).`);
  });
}
