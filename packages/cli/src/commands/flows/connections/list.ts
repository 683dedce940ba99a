import type { FlowConnection } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { table } from '../../../output/table.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

/** `headwater flows connections list` */
export function connectionsListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent.command('list').description('List the connections of an org, by name.');
  withJson(withFlowsOrg(command)).action(async (options: FlowsOrgOptions) => {
    const all = await inFlowsOrg(options, terminal, (org) =>
      org.list<FlowConnection>('flow-connections', { limit: 200 }),
    );
    if (options.json === true) return terminal.print(JSON.stringify(all));
    if (all.length === 0) return terminal.print('There are no connections. Make one: headwater flows connections add');
    const rows = all.map(({ id, name, connector, kind, settings }) => [
      id,
      name,
      connector,
      kind,
      settingsText(settings),
    ]);
    const titles = ['Id', 'Name', 'Connector', 'Kind', 'Settings'];
    terminal.print(
      table(
        titles.map((title) => ({ title, wraps: title === 'Name' || title === 'Settings' })),
        rows,
        terminal.columns,
      ),
    );
  });
}

function settingsText(settings: FlowConnection['settings']): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
