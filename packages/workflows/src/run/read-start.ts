import type { Value, ValueObject } from '../values/value.ts';
import { executionIdOf, type Frame } from './frame.ts';
import type { CardRun } from './interpreter-card.ts';
import type { StartInput } from './ports.ts';
import { type FieldsByGroup, setField } from './set-field.ts';
import type { Step } from './step.ts';

/** Outputs of a start card (workflows-format 5.1): what the flow was given, else the literal of the mirrored input. */
export function readStart(run: CardRun): Step {
  const { card, frame } = run;
  const input = frame.input ?? {};
  // Whoever waits for this frame holds nothing it was given.
  frame.input = null;
  const outputs: FieldsByGroup = {};
  for (const { group, key } of card.stores) {
    const value = given(input, group, key);
    setField(
      outputs,
      group,
      key,
      value === undefined ? (fromEngine(run, group, key) ?? run.inputs.in(group, key)) : value,
    );
  }
  return { type: 'outputs', outputs };
}

/** Undefined when the flow was not given it. */
function given(input: StartInput, group: string, key: string): Value | undefined {
  const fields = Object.hasOwn(input, group) ? input[group] : undefined;
  if (fields === undefined) return undefined;
  if (Object.hasOwn(fields, key)) return fields[key];
  // Names of headers come in lower case.
  const lower = key.toLowerCase();
  return group === 'headers' && Object.hasOwn(fields, lower) ? fields[lower] : undefined;
}

function fromEngine({ card, frame, host }: CardRun, group: string, key: string): Value | undefined {
  if (group !== 'context') return undefined;
  switch (key) {
    case 'execution_id':
      return executionIdOf(frame, host.executionId);
    case 'execution_time': {
      const at = frame.memory?.opened?.at ?? host.ports.clock.now();
      const isDate = card.wanted.some(
        (output) => output.group === group && output.key === key && output.type === 'Date',
      );
      return isDate ? at : at.toISOString();
    }
    case 'parent':
      return parentOf(frame, host.executionId);
    default:
      return undefined;
  }
}

/** `{id, method, name, execution_id}` of the card that called the flow. */
function parentOf({ parent, caller }: Frame, rootId: string): ValueObject {
  if (parent === null || caller === null) return { id: null, method: null, name: null, execution_id: null };
  return {
    id: parent.scope.flowId,
    method: caller.card.id,
    name: parent.scope.flowName,
    execution_id: executionIdOf(parent, rootId),
  };
}
