import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type BenchSource,
  deletes,
  dropGroups,
  dropMembers,
  type ImportBench,
  loadDevices,
  loadGroups,
  loadMembers,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';
import { Killed, MortalOrg } from './mortal-org.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench({ chunkSize: 3 });
});
afterAll(() => bench.close());

interface Waiting {
  readonly source: BenchSource;
  readonly sessionId: string;
}

/** A session with every step, most of them in several chunks. */
async function prepare(): Promise<Waiting> {
  await bench.clear();
  const source = await bench.addSource(AUTOMATIC);
  await source.run(
    upserts(['a', person('a')], ['b', person('b')]),
    loadGroups(['g', 'G'], ['h', 'H'], ['i', 'I']),
    loadMembers('g', 'a', 'b'),
    loadMembers('h', 'a'),
  );
  const sessionId = await source.trigger(
    upserts(['c', person('c')], ['d', person('d')], ['bad', {}]),
    loadMembers('new', 'c', 'd', 'bad', 'nobody'),
    loadMembers('nowhere', 'a'),
    loadGroups(['new', 'New'], ['g', 'Renamed']),
    dropMembers('g', 'a', 'unknown'),
    loadMembers('g', 'c', 'c'),
    dropGroups('h', 'unknown'),
    loadDevices(['x', 'Laptop']),
    deletes('b'),
  );
  return { source, sessionId };
}

/** What the import left, with names instead of the ids that differ from run to run. */
async function left({ source, sessionId }: Waiting) {
  const { status, counters, counted, receipts, groups, memberships, devices, importId } =
    await bench.outcome(sessionId);
  const progress = await bench.org.read((tx) =>
    tx.query(sql`SELECT total, planned, applied FROM imports WHERE id = ${importId}`),
  );
  const objects = await bench.org.read((tx) =>
    tx.query(sql`SELECT external_id, version, last_updated, last_membership_updated FROM groups ORDER BY external_id`),
  );
  const events = await bench.eventTypes(importId);
  const receiptsOf = { receipts, groups, memberships, devices };
  return { status, counters, counted, ...receiptsOf, objects, progress, events, directory: await source.groups() };
}

/** A session in which a person gets another id, with one membership that the source says again, one it takes out, and one it does not name. */
async function prepareMove(): Promise<Waiting> {
  await bench.clear();
  const source = await bench.addSource(AUTOMATIC);
  await source.run(
    upserts(['a', person('a')], ['b', person('b')]),
    loadGroups(['g', 'G'], ['h', 'H'], ['i', 'I']),
    loadMembers('g', 'a', 'b'),
    loadMembers('h', 'a'),
    loadMembers('i', 'a'),
  );
  const sessionId = await source.trigger(
    upserts(['a2', person('a')]),
    loadMembers('g', 'a2'),
    dropMembers('h', 'a'),
    deletes('a'),
  );
  return { source, sessionId };
}

it('35, 37: a process that dies while a person changes ids leaves the memberships to be those of the new id', async () => {
  const undisturbed = await prepareMove();
  const living = new MortalOrg(bench.org);
  await bench.work(undisturbed.source, living.org);
  const expected = await left(undisturbed);
  const members = ['a2', 'b'];
  expect(expected.directory).toMatchObject({ g: { members }, h: { members: [] }, i: { members: ['a2'] } });

  for (let moment = 1; moment <= living.moments; moment += 9) {
    const waiting = await prepareMove();
    await expect(bench.work(waiting.source, new MortalOrg(bench.org, moment).org)).rejects.toThrow(Killed);
    await bench.work(waiting.source);
    const found = waitingTime(expected, await left(waiting));
    expect(nameless(found), `after dying at moment ${moment} of ${living.moments}`).toEqual(nameless(expected));
  }
}, 120_000);

it('35: a process that dies while it imports groups and memberships leaves nothing that the next one does not bring to the same end', async () => {
  const undisturbed = await prepare();
  const living = new MortalOrg(bench.org);
  await bench.work(undisturbed.source, living.org);
  const expected = await left(undisturbed);
  expect(expected.counted).toEqual({
    groups: { scanned: 3, added: 1, updated: 1, removed: 1, dropped: 1 },
    memberships: { scanned: 5, added: 3, removed: 1, errors: 1, dropped: 3, superseded: 1, warnings: 3 },
    devices: { scanned: 1, added: 1 },
  });

  // Every seventh moment: most are statements of the same transaction, which dies as a whole.
  for (let moment = 1; moment <= living.moments; moment += 7) {
    const waiting = await prepare();
    await expect(bench.work(waiting.source, new MortalOrg(bench.org, moment).org)).rejects.toThrow(Killed);
    await bench.work(waiting.source);
    const found = await left(waiting);
    const difference = waitingTime(expected, found);
    expect(difference, `after dying at moment ${moment} of ${living.moments}`).toEqual(expected);
  }
}, 180_000);

/** Every run is some minutes later than the one before it: instants count from the first. */
function waitingTime(expected: Awaited<ReturnType<typeof left>>, found: Awaited<ReturnType<typeof left>>): object {
  const at = (some: typeof found) => Math.min(...some.objects.flatMap((row) => Object.values(row).filter(isDate)));
  const shift = at(found) - at(expected);
  return JSON.parse(JSON.stringify(found), (_, value: unknown) =>
    typeof value === 'string' && INSTANT.test(value) ? new Date(Date.parse(value) - shift) : value,
  ) as object;
}

/** Users have other ids in every run. */
function nameless(value: object): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/00u\w{17}/g, '00u'));
}

const INSTANT = /^\d{4}-\d\d-\d\dT/;

function isDate(value: unknown): value is number {
  return value instanceof Date;
}
