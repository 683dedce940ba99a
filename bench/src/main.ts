import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFloor } from './floor.ts';
import { groupLoads, membershipLoads } from './memberships.ts';
import { percentile } from './org-calls.ts';
import { peopleLoads } from './people.ts';
import { liftLimits, prepareSource } from './prepare.ts';
import { Report } from './report.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { measureSingleCalls } from './single-entities.ts';
import { type Load, type UploadResult, upload } from './upload.ts';
import { measureCore } from './workflows/measure-core.ts';
import { measureServer } from './workflows/measure-server.ts';

/** The four runs over people, in order: what each person's profile is in it. */
const RUNS = {
  'first import': () => 0,
  'unchanged re-import': () => 0,
  '1 % changed': (number: number) => (number % 100 === 0 ? 1 : 0),
  'all changed': () => 2,
} as const satisfies Readonly<Record<string, (number: number) => number>>;

const DEFAULT_PEOPLE = [10_000, 100_000, 1_000_000];
const GROUPS = 10_000;
const MEMBERSHIPS = 1_000_000;
/** People that the memberships are spread over. */
const MEMBERS = 50_000;
const SINGLE_CALLS = 4_000;

interface Place {
  readonly dir: string;
  readonly server: ServerProcess;
  readonly sourceId: string;
}

const report = new Report();
const given = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const parts = given.filter((text) => !/^\d+$/.test(text));
const sizes = given.filter((text) => /^\d+$/.test(text)).map(Number);
const wants = (part: string) => parts.length === 0 || parts.includes(part);

if (wants('people')) {
  for (const people of sizes.length === 0 ? DEFAULT_PEOPLE : sizes)
    await onServer((place) => measurePeople(place, people));
}
if (wants('groups')) await onServer(measureGroups);
if (wants('single')) await onServer(measureSingle);
if (wants('workflows')) {
  await measureCore(report);
  await onServer(async ({ dir, server }) => {
    await liftLimits(dir);
    await measureServer(report, server);
  });
}
if (process.argv.includes('--json')) report.print();

/** On a database of its own. */
async function onServer(work: (place: Place) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
  const server = await startServerProcess(dir);
  try {
    await work({ dir, server, sourceId: await prepareSource(dir) });
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measurePeople(place: Place, people: number): Promise<void> {
  const size = `${people.toLocaleString('en')} people`;
  const changed = Math.ceil(people / 100);
  const expected: Readonly<Record<keyof typeof RUNS, Readonly<Record<string, number>>>> = {
    'first import': { scanned: people, added: people },
    'unchanged re-import': { scanned: people, unchanged: people },
    '1 % changed': { scanned: people, updated: changed, unchanged: people - changed },
    'all changed': { scanned: people, updated: people },
  };
  for (const [run, revision] of Object.entries(RUNS) as [keyof typeof RUNS, (number: number) => number][]) {
    const result = await load(place, peopleLoads(people, revision));
    check(run, result, 'users', expected[run]);
    await addUpload(place, { size, run, unit: 'users', count: people }, result);
    if (run === 'first import') {
      const seconds = await measureFloor(place.dir, place.dir);
      report.add({ size, run: 'floor: COPY of the same rows', seconds, perSecond: people / seconds, unit: 'users' });
    }
  }
}

async function measureGroups(place: Place): Promise<void> {
  await load(
    place,
    peopleLoads(MEMBERS, () => 0),
  );
  for (const run of ['first import', 'unchanged re-import']) {
    const outcome = run === 'first import' ? 'added' : 'unchanged';
    const groups = await load(place, groupLoads(GROUPS));
    check(run, groups, 'groups', { scanned: GROUPS, [outcome]: GROUPS });
    await addUpload(
      place,
      { size: `${GROUPS.toLocaleString('en')} groups`, run, unit: 'groups', count: GROUPS },
      groups,
    );
    const memberships = await load(place, membershipLoads(MEMBERSHIPS, GROUPS, MEMBERS));
    check(run, memberships, 'memberships', { scanned: MEMBERSHIPS, [outcome]: MEMBERSHIPS });
    const size = `${MEMBERSHIPS.toLocaleString('en')} memberships`;
    await addUpload(place, { size, run, unit: 'memberships', count: MEMBERSHIPS }, memberships);
  }
}

async function measureSingle({ server, sourceId }: Place): Promise<void> {
  const results = await measureSingleCalls({ url: server.url, token: server.token, sourceId, calls: SINGLE_CALLS });
  const serverMegabytes = await server.peakMegabytes();
  for (const { run, calls, seconds, p50, p99 } of results) {
    report.add({
      size: `${calls.toLocaleString('en')} calls`,
      run,
      seconds,
      perSecond: calls / seconds,
      unit: 'calls',
      p50,
      p99,
      serverMegabytes,
    });
  }
}

function load({ server, sourceId }: Place, loads: readonly Load[]): Promise<UploadResult> {
  return upload({ url: server.url, token: server.token, sourceId, loads });
}

/** A fast wrong answer is no result. */
function check(
  run: string,
  { counters }: UploadResult,
  kind: string,
  expected: Readonly<Record<string, number>>,
): void {
  for (const [name, count] of Object.entries(expected)) {
    const found = counters[kind]?.[name];
    if (found !== count) throw new Error(`${run}: ${name} of ${kind} is ${found}, expected ${count}`);
  }
}

async function addUpload(
  { server }: Place,
  { count, ...row }: { readonly size: string; readonly run: string; readonly unit: string; readonly count: number },
  { seconds, latencies }: UploadResult,
): Promise<void> {
  report.add({
    ...row,
    seconds,
    perSecond: count / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    serverMegabytes: await server.peakMegabytes(),
  });
}
