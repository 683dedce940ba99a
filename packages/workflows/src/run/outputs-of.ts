import type { CompiledCard } from '../compile/compiled-scope.ts';
import type { GroupedFields } from '../connectors/connector.ts';
import { getKey, setKey, type Value, type ValueObject } from '../values/value.ts';
import type { EndStep } from './attempt.ts';
import type { Frame } from './frame.ts';

/** What came out of a card; of one that ends its flow, the result of the flow. */
export function outputsOf(step: EndStep): GroupedFields {
  switch (step.type) {
    case 'outputs':
      return step.outputs;
    case 'decision':
      return { '': { result: step.result } };
    case 'close':
      return step.outcome.status === 'failed' ? {} : { '': step.outcome.result };
  }
}

/** Keeps what later cards read; null for what did not come. */
export function storeOutputs(frame: Frame, card: CompiledCard, outputs: GroupedFields): void {
  for (const { group, key, slot } of card.stores) frame.slots[slot] = outputAt(outputs, group, key);
}

/** Result of a flow that ended without Return: outputs of its last card by key (workflows-format 5.0). */
export function lastResult({ lastCard, lastOutputs }: Frame): ValueObject {
  const result: { [key: string]: Value } = {};
  if (lastCard === null || lastOutputs === null) return result;
  for (const { group, key } of lastCard.wanted) setKey(result, key, outputAt(lastOutputs, group ?? '', key));
  return result;
}

function outputAt(outputs: GroupedFields, group: string, key: string): Value {
  const fields = Object.hasOwn(outputs, group) ? outputs[group] : undefined;
  return fields === undefined ? null : getKey(fields, key);
}
