import { type Clock, manualClock } from '@headwater/protocol';
import { DEFAULT_WORKFLOW_CHOICES, type WorkflowChoices } from '../choices.ts';
import type { ActionCall } from '../connectors/connector.ts';
import type { WantedOutput } from '../kernel/kernel-function.ts';
import { plainInputs } from '../kernel/plain-inputs.ts';
import type { HttpAnswer } from '../run/journal.ts';
import type { ConnectionRef, Ports } from '../run/ports.ts';
import { getKey, type ValueObject } from '../values/value.ts';
import { memoryFlows } from './memory-flows.ts';
import { memoryHttp } from './memory-http.ts';
import { memoryTables } from './memory-tables.ts';

export interface MemoryCallOptions {
  /** By group, then key; `''` for inputs without a group. */
  readonly inputs?: Readonly<Record<string, ValueObject>>;
  readonly options?: ValueObject;
  readonly outputs?: readonly WantedOutput[];
  readonly connection?: ConnectionRef;
  readonly choices?: Partial<WorkflowChoices>;
  /** Default: ports in memory, without tables, and a door at which everything answers 200 with nothing. */
  readonly ports?: Partial<Ports>;
  /** Default: `call`. */
  readonly callId?: string;
  readonly answer?: (answer: HttpAnswer) => void;
}

/** A call of a connector's card as the interpreter makes it, for tests of one card. Time stands still, chance is 0.5. */
export function memoryCall(call: MemoryCallOptions = {}): ActionCall {
  const { inputs = {}, options = {}, choices = {}, ports = {}, ...rest } = call;
  const { '': bare = {}, ...groups } = inputs;
  const clock: Clock = ports.clock ?? manualClock();
  return {
    inputs: plainInputs({ ...bare, ...groups }, Object.keys(groups)),
    option: (key) => getKey(options, key),
    outputs: [],
    connection: { connector: 'test', id: null },
    choices: { ...DEFAULT_WORKFLOW_CHOICES, ...choices },
    ports: {
      clock,
      random: () => 0.5,
      http: memoryHttp(() => ({})),
      tables: memoryTables([], {}, { clock }),
      flows: memoryFlows(),
      ...ports,
    },
    callId: 'call',
    timeoutMilliseconds: 30_000,
    signal: new AbortController().signal,
    ...rest,
  };
}
