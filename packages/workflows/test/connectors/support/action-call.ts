import { manualClock } from '@headwater/protocol';
import { DEFAULT_WORKFLOW_CHOICES, type WorkflowChoices } from '../../../src/choices.ts';
import type { ActionCall } from '../../../src/connectors/connector.ts';
import type { CardInputs, WantedOutput } from '../../../src/kernel/kernel-function.ts';
import { memoryFlows } from '../../../src/memory/memory-flows.ts';
import { memoryHttp } from '../../../src/memory/memory-http.ts';
import { memoryTables } from '../../../src/memory/memory-tables.ts';
import type { HttpAnswer } from '../../../src/run/journal.ts';
import type { ConnectionRef, Ports } from '../../../src/run/ports.ts';
import { getKey, type Value, type ValueObject } from '../../../src/values/value.ts';

export const clock = manualClock('2026-01-01T00:00:00.000Z');

export interface CallOptions {
  /** By group, then key; `''` for inputs without a group. */
  readonly inputs?: Readonly<Record<string, ValueObject>>;
  readonly options?: ValueObject;
  readonly outputs?: readonly WantedOutput[];
  readonly connection?: ConnectionRef;
  readonly choices?: Partial<WorkflowChoices>;
  readonly ports?: Partial<Ports>;
  readonly callId?: string;
  readonly answer?: (answer: HttpAnswer) => void;
}

/** A call of a card as the interpreter makes it. */
export function actionCall({ inputs = {}, options = {}, choices = {}, ports = {}, ...rest }: CallOptions): ActionCall {
  const group = (name: string | null): ValueObject => inputs[name ?? ''] ?? {};
  const all = (name: string | null) => Object.entries(group(name)).map(([key, value]) => ({ key, value }));
  const cardInputs: CardInputs = {
    get: (key: string): Value => getKey(group(null), key),
    has: (key) => Object.hasOwn(group(null), key),
    in: (name, key) => getKey(group(name), key),
    all,
    custom: all,
    typed: (key) => getKey(group(null), key),
  };
  return {
    inputs: cardInputs,
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
