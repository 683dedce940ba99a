import type { FlowDetails } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly zone?: string;
  readonly reset?: boolean;
}

/** `headwater flows schedule` */
export function flowsScheduleCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('schedule <flow> [cron]')
    .description('Say when a scheduled flow runs here, instead of what its pack says. Without more it shows when.')
    .option('--zone <name>', 'time zone whose clocks count, such as Europe/Berlin; default the one that the flow has')
    .option('--reset', 'go back to what the pack says');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows schedule "Import people" "30 5 * * 1-5" --zone Europe/Berlin']]);
  command.action(async (text: string, cron: string | undefined, options: Options) => {
    if (cron !== undefined && options.reset === true) {
      throw new UsageFailure('A schedule and --reset do not go together.', 'Give one of them.');
    }
    const flow = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      const before = await org.get<FlowDetails>(`flows/${id}`);
      if (cron === undefined && options.reset !== true) return before;
      const timeZone = options.zone ?? before.schedule?.timeZone ?? 'UTC';
      const schedule = cron === undefined ? null : { cron, timeZone };
      return org.send<FlowDetails>('PATCH', `flows/${id}`, { settings: { schedule } });
    });
    if (options.json === true) return terminal.print(JSON.stringify(flow.schedule));
    const { schedule } = flow;
    if (schedule === null) return terminal.print(`${flow.name} has no schedule.`);
    const { next } = schedule;
    const when = next !== null ? `next ${next}` : flow.isOn ? 'never again' : 'not while it is off';
    terminal.print(`${flow.name}: ${schedule.cron} in ${schedule.timeZone}, ${when}.`);
  });
}
