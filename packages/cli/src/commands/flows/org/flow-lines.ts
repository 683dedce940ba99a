import type { FlowDetails } from '@headwater/protocol';
import { counted } from '../../../output/number.ts';

/** Everything about a flow, for people. */
export function flowLines(flow: FlowDetails): readonly string[] {
  const { name, id, kind, folder, description, cards, isOn, isGone, parameters, results } = flow;
  return [
    `${[...folder, name].join(' / ')} (${id})`,
    `${kind} flow with ${counted(cards, 'card')}, ${isGone ? 'gone from its pack' : isOn ? 'on' : 'off'}`,
    ...(description === '' ? [] : [description]),
    ...scheduleLines(flow),
    ...endpointLines(flow),
    ...section(
      'Takes',
      parameters.map(
        ({ group, key, type, isList }) => `${group === '' ? '' : `${group}.`}${key} (${type}${isList ? ' list' : ''})`,
      ),
    ),
    ...section('Gives', results),
    ...section(
      'Calls',
      flow.calls.map((called) =>
        called.name === null
          ? `${called.packFlowId}, which the pack does not have`
          : `${called.name} (${called.isOn ? 'on' : 'off'})`,
      ),
    ),
    ...section(
      'Tables',
      flow.tables.map(({ name: table, packTableId }) => table ?? `${packTableId}, which the pack does not have`),
    ),
    ...section(
      'Connections',
      flow.connections.map(
        ({ connector, boundTo }) => `${connector} ${boundTo === null ? 'NOT BOUND' : `-> ${boundTo}`}`,
      ),
    ),
    ...section('Settings', settingTexts(flow)),
    ...section(
      'Problems',
      flow.problems.map(({ code, place, message }) => `${code}: ${place}: ${message}`),
    ),
  ];
}

function scheduleLines({ schedule }: FlowDetails): readonly string[] {
  if (schedule === null) return [];
  const { cron, timeZone, isOwn, next } = schedule;
  const source = isOwn ? 'set here' : 'as in the pack';
  return [`Starts at ${cron} (${timeZone}, ${source}), next ${next ?? 'when it is on'}`];
}

function endpointLines({ endpoint }: FlowDetails): readonly string[] {
  if (endpoint === null) return [];
  const { url, security, tokenCreated } = endpoint;
  const token = tokenCreated === null ? 'needs a client token, and none was made' : 'needs its client token';
  return [`Answers at ${url}, ${security === 'open' ? 'open to everybody' : token}`];
}

function settingTexts({ settings }: FlowDetails): readonly string[] {
  const { durable, concurrency, ratePerSecond, retentionDays, savesData } = settings;
  return [
    durable ? 'executions survive the end of their process' : 'executions end with their process',
    concurrency === null ? 'any number at a time' : `at most ${concurrency} at a time`,
    ...(ratePerSecond === null ? [] : [`at most ${ratePerSecond} starts a second`]),
    `history for ${counted(retentionDays, 'day')}, ${savesData ? 'with' : 'without'} values`,
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}
