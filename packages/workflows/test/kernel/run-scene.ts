import { manualClock } from '@headwater/protocol';
import { compilePack } from '../../src/compile/compile-pack.ts';
import { CONNECTORS } from '../../src/connectors/registry.ts';
import {
  CardError,
  type FrameOutcome,
  type HttpRequest,
  type MemoryResponse,
  type MemoryTables,
  memoryFlows,
  memoryHttp,
  memoryTables,
  type StartInput,
  type Value,
  type ValueObject,
} from '../../src/index.ts';
import { startExecution } from '../../src/run/start-execution.ts';
import { buildPack, type PackBuilder } from '../support/build-pack.ts';

/** A pack whose flow `Main` is run once. */
export interface Scene {
  readonly build: (pack: PackBuilder) => void;
  /** Parameters of `Main`. */
  readonly input?: Readonly<Record<string, Value>>;
  /** What every request is answered. */
  readonly response?: MemoryResponse;
  /** Rows by name of table; their ids are `r1`, `r2` … */
  readonly rows?: Readonly<Record<string, readonly ValueObject[]>>;
}

export interface PlayedScene {
  readonly outcome: FrameOutcome;
  readonly requests: readonly HttpRequest[];
  /** Values of the rows of a table, in the order they were made. */
  readonly rows: (table: string) => readonly ValueObject[];
}

/** Runs `Main` in memory, from its first card to its end. */
export async function playScene({ build, input = {}, response = {}, rows = {} }: Scene): Promise<PlayedScene> {
  const built = buildPack(build);
  const pack = built.read();
  const clock = manualClock();
  const http = memoryHttp(() => response);
  let made = 0;
  const byId = Object.fromEntries(Object.entries(rows).map(([name, values]) => [built.table(name).id, values]));
  const tables: MemoryTables = memoryTables([...pack.tables.values()], byId, { clock, rowId: () => `r${++made}` });
  const execution = startExecution({
    program: compilePack(pack, { connectors: CONNECTORS }),
    flowId: built.flow('Main').id,
    input: { '': { ...input } } satisfies StartInput,
    id: 'exe1',
    ports: { clock, random: () => 0.5, http, tables, flows: memoryFlows() },
  });
  const ended = await execution.run();
  if (ended.status !== 'ended') throw new CardError(`The flow is ${ended.status}`, { kind: 'thrown' });
  return {
    outcome: ended.outcome,
    requests: http.requests,
    rows: (table) => tables.rows(built.table(table).id).map(({ values }) => values),
  };
}
