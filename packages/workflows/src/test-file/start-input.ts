import type { Connector, EventTrigger } from '../connectors/connector.ts';
import { eventCollection } from '../connectors/okta/events.ts';
import { findConnector } from '../connectors/registry.ts';
import type { PackFlow } from '../pack/pack.ts';
import type { StartInput } from '../run/ports.ts';
import { fromJson } from '../values/encode.ts';
import { isObject, type ValueObject } from '../values/value.ts';
import type { TestCase } from './document/test-document.ts';

/**
 * What a case starts its flow with: `input` and `groups` as they are, `events` as the event card of the flow gives them. Throws a TypeError when
 * the flow is started by no event that is known.
 */
export function startInput(
  { input = {}, groups = {}, events }: TestCase,
  flow: PackFlow,
  connectors: readonly Connector[],
): StartInput {
  const collection =
    events === undefined ? {} : { collection: eventCollection(triggerOf(flow, connectors), events.map(fields)) };
  return {
    ...Object.fromEntries(Object.entries(groups).map(([group, values]) => [group, fields(values)])),
    '': { ...collection, ...fields(input) },
  };
}

function triggerOf(flow: PackFlow, connectors: readonly Connector[]): EventTrigger {
  const card = flow.scope.cards.find(({ isTrigger, kind }) => isTrigger && kind.type === 'connector');
  if (card?.kind.type === 'connector') {
    const { events = {} } = findConnector(connectors, card.kind.connector) ?? {};
    const trigger = Object.hasOwn(events, card.kind.action) ? events[card.kind.action] : undefined;
    if (trigger !== undefined) return trigger;
  }
  throw new TypeError(`no known event starts the flow "${flow.name}"; give it input instead`);
}

function fields(values: unknown): ValueObject {
  const value = fromJson(values);
  return isObject(value) ? value : {};
}
