import { type ManualClock, manualClock } from '@headwater/protocol';
import { memoryFlows, type StartedFlow } from '../../memory/memory-flows.ts';
import { type MemoryTables, memoryTables } from '../../memory/memory-tables.ts';
import { exportFlow } from '../../pack/export-pack.ts';
import type { Pack } from '../../pack/pack.ts';
import { CardError } from '../../run/card-error.ts';
import type { FlowPort, Ports } from '../../run/ports.ts';
import type { ValueObject } from '../../values/value.ts';
import type { Path } from '../document/positions.ts';
import type { TestFile } from '../document/read-test-file.ts';
import type { FixtureRows, TestCase } from '../document/test-document.ts';
import { ExpectedExchanges } from '../door/expected-exchanges.ts';
import { TestDoor } from '../door/test-door.ts';
import { MockOrg } from '../org/mock-org.ts';
import type { FileTexts } from './file-texts.ts';
import { fixtureRows } from './fixture-rows.ts';
import { placedExpectations } from './placed-expectations.ts';
import { seededRandom } from './seeded-random.ts';

/** What surrounds the flows of one case. */
export interface Scene {
  readonly clock: ManualClock;
  readonly tables: MemoryTables;
  readonly exchanges: ExpectedExchanges;
  readonly door: TestDoor;
  readonly orgs: ReadonlyMap<string, MockOrg>;
  /** Flows that others started without waiting, in order. */
  readonly started: () => readonly StartedFlow[];
  readonly ports: Ports;
}

export interface SceneOptions {
  readonly pack: Pack;
  readonly file: TestFile;
  /** Place of the case in the file. */
  readonly index: number;
  readonly files: FileTexts;
  /** Of the bindings. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** When a test file names no instant. */
const DEFAULT_START = '2026-01-01T00:00:00.000Z';

/**
 * Builds the surroundings of a case: what it has itself, and what the file has around it. Throws TestFileError where rows do not
 * fit their table, or a recording cannot be read.
 */
export function buildScene(options: SceneOptions): Scene {
  const { pack, file, index, files, hosts } = options;
  const { document } = file;
  const one = caseAt(file, index);
  const clock = manualClock(one.clock ?? document.clock ?? DEFAULT_START);
  const exchanges = new ExpectedExchanges([
    ...placedExpectations(file, ['cases', index], one, files),
    ...placedExpectations(file, [], document, files),
  ]);
  const orgs = new Map(
    Object.entries({ ...document.orgs, ...one.orgs }).map(([name, org]) => [name, new MockOrg(org, clock)]),
  );
  const addresses = new Map(Object.entries(document.connections ?? {}).map(([name, { url }]) => [name, url]));
  const door = new TestDoor({ pack, exchanges, orgs, addresses, hosts });
  const tables = memoryTables([...pack.tables.values()], rowsByTable(options, one), { clock });
  const noted = memoryFlows();
  const flows: FlowPort = {
    start: (...call) => noted.start(...call),
    exportFlow: async (id) => exported(pack, id),
  };
  const ports = { clock, random: seededRandom(document.seed ?? 1), http: door.port, tables, flows };
  return { clock, tables, exchanges, door, orgs, started: () => noted.started, ports };
}

function caseAt({ document }: TestFile, index: number): TestCase {
  const one = document.cases[index];
  if (one === undefined) throw new TypeError(`The test file has no case ${index}`);
  return one;
}

/** By id of the table; rows of the case stand in for those of the file. */
function rowsByTable(
  { pack, file, index, files }: SceneOptions,
  one: TestCase,
): Record<string, readonly ValueObject[]> {
  const named = new Map<string, readonly [FixtureRows, Path]>();
  for (const [name, rows] of Object.entries(file.document.tables ?? {})) named.set(name, [rows, ['tables', name]]);
  for (const [name, rows] of Object.entries(one.tables ?? {})) {
    named.set(name, [rows, ['cases', index, 'tables', name]]);
  }
  const tables = [...pack.tables.values()];
  return Object.fromEntries(
    [...named].flatMap(([name, [rows, path]]) => {
      const table = tables.find((candidate) => candidate.id === name || candidate.name === name);
      return table === undefined ? [] : [[table.id, fixtureRows(file, path, rows, table.columns, files)]];
    }),
  );
}

function exported(pack: Pack, id: string): { readonly name: string; readonly text: string } {
  const flow = pack.flows.get(id);
  if (flow === undefined) {
    throw new CardError(`There is no flow "${id}" to export. Choose another on the card.`, { kind: 'not_found' });
  }
  return { name: flow.name, text: exportFlow(pack, id) };
}
