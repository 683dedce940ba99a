import type { FlowChange, FlowDetails } from '@headwater/protocol';
import { type Command, Option } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { decimalNumber, wholeNumber } from '../../../read-option.ts';
import { findFlow } from './find-one.ts';
import { flowLines } from './flow-lines.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly durable?: 'on' | 'off';
  readonly concurrency?: number;
  readonly rate?: number;
  readonly keepDays?: number;
  readonly saveData?: 'on' | 'off';
  readonly reset?: boolean;
}

const DEFAULTS: NonNullable<FlowChange['settings']> = {
  durable: null,
  concurrency: null,
  ratePerSecond: null,
  retentionDays: null,
  savesData: null,
};

/** `headwater flows set` */
export function flowsSetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('set <flow>')
    .description('Say how a flow runs here. What is not given stays.')
    .addOption(
      new Option('--durable <state>', 'whether its executions survive the end of their process').choices(['on', 'off']),
    )
    .option('--concurrency <number>', 'executions at a time; more wait for their turn', wholeNumber(1, 10_000))
    .option('--rate <number>', 'starts in a second', decimalNumber)
    .option('--keep-days <number>', 'for how long its history is kept', wholeNumber(1, 3_650))
    .addOption(new Option('--save-data <state>', 'whether history shows values').choices(['on', 'off']))
    .option('--reset', 'go back to the defaults, before what else is given');
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows set "Import people" --concurrency 1 --keep-days 90']]);
  command.action(async (text: string, options: Options) => {
    const settings = settingsOf(options);
    if (Object.keys(settings).length === 0) {
      throw new UsageFailure(
        'There is nothing to set.',
        'Give at least one of --durable, --concurrency, --rate, --keep-days, --save-data and --reset.',
      );
    }
    const flow = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      return org.send<FlowDetails>('PATCH', `flows/${id}`, { settings });
    });
    if (options.json === true) return terminal.print(JSON.stringify(flow.settings));
    for (const line of flowLines(flow)) terminal.print(line);
  });
}

function settingsOf(options: Options): NonNullable<FlowChange['settings']> {
  const { durable, concurrency, rate, keepDays, saveData, reset } = options;
  return {
    ...(reset === true ? DEFAULTS : {}),
    ...(durable === undefined ? {} : { durable: durable === 'on' }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(keepDays === undefined ? {} : { retentionDays: keepDays }),
    ...(saveData === undefined ? {} : { savesData: saveData === 'on' }),
  };
}
