import type { FlowSwitched } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { counted } from '../../../output/number.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly withHelpers?: boolean;
  readonly withCallers?: boolean;
}

/** `headwater flows on` */
export function flowsOnCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('on <flow>')
    .description(
      'Switch a flow on: schedules, events and calls start it from now on. Refused with every reason when something that it needs is missing.',
    )
    .option('--with-helpers', 'also the helpers that it calls, directly or not');
  addSwitch(command, context, 'on');
}

/** `headwater flows off` */
export function flowsOffCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('off <flow>')
    .description('Switch a flow off. Executions that have begun go on.')
    .option('--with-callers', 'also the flows that call it, directly or not');
  addSwitch(command, context, 'off');
}

function addSwitch(command: Command, { terminal }: CommandContext, verb: 'on' | 'off'): void {
  withJson(withFlowsOrg(command)).action(async (text: string, options: Options) => {
    const others = options.withHelpers === true ? 'helpers' : options.withCallers === true ? 'callers' : undefined;
    const done = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      return org.send<FlowSwitched>('POST', `flows/${id}/${verb}`, undefined, { with: others });
    });
    if (options.json === true) return terminal.print(JSON.stringify(done));
    const { flow, alsoSwitched, warnings } = done;
    const also = alsoSwitched.length === 0 ? '' : `, and ${counted(alsoSwitched.length, 'other flow')}`;
    terminal.print(`Switched ${verb} ${flow.name} (${flow.id})${also}.`);
    for (const warning of warnings) terminal.tell(`Look at: ${warning}`);
  });
}
