import {
  type Connector,
  type EventTrigger,
  findConnector,
  type PackCard,
  type Program,
  setKey,
  type Value,
  type ValueObject,
} from '@headwater/workflows';
import type { RunnableFlow } from '../executions/runnable-flow.ts';

/** A flow that events of the org start. */
export interface ListeningFlow {
  readonly flow: RunnableFlow;
  readonly trigger: EventTrigger;
  /** Options of its event card: which app or group the event has to be about. */
  readonly options: ValueObject;
}

/** What a flow listens to; null when nobody tells of such events here. */
export function listeningFlow(
  flow: RunnableFlow,
  program: Program,
  connectors: readonly Connector[],
): ListeningFlow | null {
  const cards = program.pack.flows.get(flow.packFlowId)?.scope.cards ?? [];
  const card = cards.find(({ isTrigger, kind }) => isTrigger && kind.type === 'connector');
  if (card === undefined || card.kind.type !== 'connector') return null;
  const { events = {} } = findConnector(connectors, card.kind.connector) ?? {};
  const trigger = Object.hasOwn(events, card.kind.action) ? events[card.kind.action] : undefined;
  return trigger === undefined ? null : { flow, trigger, options: optionsOf(card) };
}

function optionsOf({ inputs }: PackCard): ValueObject {
  const options: { [key: string]: Value } = {};
  for (const { isOption, key, literal } of inputs) if (isOption) setKey(options, key, literal);
  return options;
}
