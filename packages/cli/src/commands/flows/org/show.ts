import type { FlowDetails } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

/** `headwater flows show` */
export function flowsShowCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('show <flow>')
    .description(
      'Show a flow: what it takes and gives, what it calls and needs, how it runs. <flow> is its id or a unique part of its name.',
    );
  withJson(withFlowsOrg(command)).action(async (text: string, options: FlowsOrgOptions) => {
    const flow = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findFlow(org, text);
      return org.get<FlowDetails>(`flows/${id}`);
    });
    if (options.json === true) return terminal.print(JSON.stringify(flow));
    for (const line of flowLines(flow)) terminal.print(line);
  });
}

/** Everything about a flow, for people. */
export function flowLines(flow: FlowDetails): readonly string[] {
  const { schedule, endpoint, settings } = flow;
  const { concurrency, ratePerSecond } = settings;
  return [
    `${flow.name} (${flow.id})`,
    ...(flow.description === '' ? [] : [flow.description]),
    line('Kind', `${flow.kind}, ${flow.isGone ? 'gone' : flow.isOn ? 'on' : 'off'}, ${flow.cards} cards`),
    ...many('Folder', [flow.folder.join(' / ')]),
    ...many(
      'Takes',
      flow.parameters.map(
        ({ group, key, type, isList }) => `${group === '' ? '' : `${group}.`}${key}: ${type}${isList ? '[]' : ''}`,
      ),
    ),
    ...many('Gives', flow.results),
    ...many(
      'Calls',
      flow.calls.map(
        ({ name, packFlowId, id, isOn }) => `${name ?? packFlowId}${id === null ? ' (missing)' : isOn ? '' : ' (off)'}`,
      ),
    ),
    ...many(
      'Tables',
      flow.tables.map(({ name, packTableId, id }) => `${name ?? packTableId}${id === null ? ' (missing)' : ''}`),
    ),
    ...many(
      'Connections',
      flow.connections.map(
        ({ connector, boundTo }) => `${connector} ${boundTo === null ? 'NOT BOUND' : `-> ${boundTo}`}`,
      ),
    ),
    ...(schedule === null
      ? []
      : [
          line(
            'Schedule',
            `${schedule.cron} in ${schedule.timeZone}${schedule.isOwn ? ', set here' : ''}; next ${schedule.next ?? 'never'}`,
          ),
        ]),
    ...(endpoint === null ? [] : [line('Address', `${endpoint.url} (${endpoint.security})`)]),
    line(
      'Runs',
      [
        settings.durable ? 'durably' : 'in memory',
        concurrency === null ? 'any number at a time' : `${concurrency} at a time`,
        ...(ratePerSecond === null ? [] : [`${ratePerSecond} a second`]),
        `history of ${settings.retentionDays} days ${settings.savesData ? 'with values' : 'without values'}`,
      ].join(', '),
    ),
    ...flow.problems.flatMap(({ code, place, message }) => [`Problem: ${code}: ${place}`, `  ${message}`]),
  ];
}

function many(title: string, items: readonly string[]): readonly string[] {
  const text = items.filter((item) => item !== '').join(', ');
  return text === '' ? [] : [line(title, text)];
}

function line(title: string, text: string): string {
  return `  ${`${title}:`.padEnd(13)}${text}`;
}
