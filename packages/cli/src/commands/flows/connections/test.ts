import type { FlowConnectionTest } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { EXIT } from '../../../exit-code.ts';
import { findConnection } from '../org/find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';

/** `headwater flows connections test` */
export function connectionsTestCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('test <connection>')
    .description(
      'Call the other system with the credentials of a connection. <connection> is its id or a unique part of its name. Exit code 1 when it ' +
        'did not work.',
    );
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows connections test "This org"']]);
  command.action(async (text: string, options: FlowsOrgOptions) => {
    const [{ name }, tested] = await inFlowsOrg(options, terminal, async (org) => {
      const connection = await findConnection(org, text);
      return [
        connection,
        await org.send<FlowConnectionTest>('POST', `flow-connections/${connection.id}/test`),
      ] as const;
    });
    if (!tested.ok) exitWith(EXIT.failed);
    if (options.json === true) return terminal.print(JSON.stringify(tested));
    terminal.print(`${tested.ok ? '✓' : '✗'} ${name}: ${tested.message}`);
  });
}
