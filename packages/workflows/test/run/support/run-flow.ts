import { type ManualClock, manualClock } from '@headwater/protocol';
import { type CompileOptions, compilePack } from '../../../src/compile/compile-pack.ts';
import type { Connector } from '../../../src/connectors/connector.ts';
import { stash } from '../../../src/connectors/stash/connector.ts';
import { type MemoryFlows, memoryFlows } from '../../../src/memory/memory-flows.ts';
import { type MemoryHttp, type MemoryResponse, memoryHttp } from '../../../src/memory/memory-http.ts';
import { type MemoryTables, memoryTables } from '../../../src/memory/memory-tables.ts';
import type { Pack } from '../../../src/pack/pack.ts';
import type { Execution, ExecutionOptions } from '../../../src/run/execution.ts';
import type { FrameOutcome } from '../../../src/run/journal.ts';
import type { HttpRequest, Ports } from '../../../src/run/ports.ts';
import { startExecution } from '../../../src/run/start-execution.ts';
import type { ValueObject } from '../../../src/values/value.ts';

export interface World {
  readonly clock: ManualClock;
  readonly http: MemoryHttp;
  readonly tables: MemoryTables;
  readonly flows: MemoryFlows;
  readonly ports: Ports;
}

/** Everything a flow can reach, in memory; tables of the pack are there and hold `rows`, by name of the table. */
export function world(
  pack: Pack,
  options: {
    readonly answer?: (request: HttpRequest, number: number) => MemoryResponse | Promise<MemoryResponse>;
    readonly rows?: Readonly<Record<string, readonly ValueObject[]>>;
    readonly clock?: ManualClock;
  } = {},
): World {
  const { clock = manualClock(), answer = () => ({ status: 404 }), rows = {} } = options;
  const shapes = [...pack.tables.values()];
  const rowsById = Object.fromEntries(shapes.map(({ id, name }) => [id, rows[name] ?? []]));
  const tables = memoryTables(shapes, rowsById, { clock });
  const http = memoryHttp(answer);
  const flows = memoryFlows();
  let drawn = 0;
  // The same numbers in every run.
  const random = (): number => (drawn++ * 0.618) % 1;
  return { clock, http, tables, flows, ports: { clock, http, tables, flows, random } };
}

export interface RunOptions extends Partial<Omit<ExecutionOptions, 'program' | 'flowId' | 'ports'>> {
  readonly connectors?: readonly Connector[];
  readonly compile?: Partial<CompileOptions>;
  readonly world?: World;
}

/** An execution of the flow of that name, ready to run. */
export function executionOf(pack: Pack, flow: string, options: RunOptions = {}): Execution {
  const { connectors = [], compile = {}, world: given, ...execution } = options;
  const program = compilePack(pack, { connectors: [stash, ...connectors], ...compile });
  const { ports } = given ?? world(pack);
  return startExecution({ program, flowId: idOf(pack, flow), input: {}, id: 'exe', ...execution, ports });
}

/** Runs until the end; time goes on by itself while the execution sleeps. */
export async function runFlow(pack: Pack, flow: string, options: RunOptions = {}): Promise<FrameOutcome> {
  const at = options.world ?? world(pack);
  const execution = executionOf(pack, flow, { ...options, world: at });
  for (;;) {
    const outcome = await execution.run();
    if (outcome.status === 'ended') return outcome.outcome;
    if (outcome.status !== 'sleeping') throw new TypeError(`The execution is ${outcome.status}`);
    at.clock.set(outcome.until);
  }
}

/** Runs with arguments and gives what the flow returned. */
export async function resultOf(
  pack: Pack,
  flow: string,
  args: ValueObject = {},
  options: RunOptions = {},
): Promise<ValueObject> {
  const outcome = await runFlow(pack, flow, { ...options, input: { '': args } });
  if (outcome.status === 'failed') throw new Error(`The flow failed: ${JSON.stringify(outcome.error)}`);
  return outcome.result;
}

/** The error a flow ends with. */
export async function errorOf(
  pack: Pack,
  flow: string,
  args: ValueObject = {},
  options: RunOptions = {},
): Promise<ValueObject> {
  const outcome = await runFlow(pack, flow, { ...options, input: { '': args } });
  if (outcome.status !== 'failed') throw new Error(`The flow did not fail: ${JSON.stringify(outcome.result)}`);
  return outcome.error;
}

export function idOf(pack: Pack, name: string): string {
  for (const flow of pack.flows.values()) if (flow.name === name) return flow.id;
  throw new TypeError(`The pack has no flow "${name}"`);
}
