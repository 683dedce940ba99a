import type { Pack, PackCard, PackFlow, PackInput } from './pack.ts';
import { walkFlow } from './walk-scopes.ts';

/** Ids of what a flow names, whether the pack has it or not. */
export interface References {
  readonly flows: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly connections: ReadonlySet<string>;
}

/** Flows that a card calls, iterates with, streams to or runs on an error. */
export function flowsOfCard(card: PackCard): readonly string[] {
  const ids: string[] = [];
  for (const input of card.inputs) {
    const { literal } = input;
    if (namesFlow(input) && typeof literal === 'string' && literal !== '') ids.push(literal);
  }
  const { then } = card.errorPolicy;
  if (then.type === 'flow') ids.push(then.flowId);
  return ids;
}

/** Cards that stream name their helper in a field of text (workflows-format 6.4). */
function namesFlow({ type, group, key, block }: PackInput): boolean {
  return block === null && (type === 'flo' || (group === 'Streaming' && key === 'Flow') || key === 'processing_flow');
}

/** The table of a `stash` card; null when it is chosen while the flow runs, or for other cards. */
export function tableOfCard(card: PackCard): string | null {
  const option = card.inputs.find((input) => input.isOption && input.key === 'stash');
  return typeof option?.literal === 'string' && option.literal !== '' ? option.literal : null;
}

export function referencesOf(flow: PackFlow): References {
  const flows = new Set<string>();
  const tables = new Set<string>();
  const connections = new Set<string>();
  for (const { scope } of walkFlow(flow)) {
    for (const card of scope.cards) {
      for (const id of flowsOfCard(card)) flows.add(id);
      const table = tableOfCard(card);
      if (table !== null) tables.add(table);
      if (card.connectionId !== null) connections.add(card.connectionId);
    }
  }
  return { flows, tables, connections };
}

/** The flow and all flows of the pack that it needs, directly or through others. */
export function closureOf(pack: Pack, flowId: string): readonly PackFlow[] {
  const found = new Map<string, PackFlow>();
  const open = [flowId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const flow = pack.flows.get(id);
    if (flow === undefined || found.has(id)) continue;
    found.set(id, flow);
    open.push(...referencesOf(flow).flows);
  }
  return [...found.values()];
}
