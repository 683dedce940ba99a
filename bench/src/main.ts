import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureFloor } from './floor.ts';
import { prepareSource } from './prepare.ts';
import { startServerProcess } from './server-process.ts';
import { type UploadResult, upload } from './upload.ts';

/** The four runs, in order: what each person's profile is in it. */
const RUNS = {
  'first import': () => 0,
  'unchanged re-import': () => 0,
  '1 % changed': (number: number) => (number % 100 === 0 ? 1 : 0),
  'all changed': () => 2,
} as const satisfies Readonly<Record<string, (number: number) => number>>;

interface Row {
  readonly people: number;
  readonly run: string;
  readonly seconds: number;
  readonly usersPerSecond: number;
  readonly bulkP50: number;
  readonly bulkP99: number;
  readonly serverMegabytes: number;
}

const sizes = process.argv
  .slice(2)
  .filter((text) => /^\d+$/.test(text))
  .map(Number);
const rows: Row[] = [];
for (const people of sizes.length === 0 ? [10_000, 100_000, 1_000_000] : sizes) await measure(people);
if (process.argv.includes('--json')) console.log(JSON.stringify({ machine: machine(), rows }, null, 2));

/** One size, on a database of its own. */
async function measure(people: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
  const server = await startServerProcess(dir);
  try {
    const sourceId = await prepareSource(dir);
    for (const [run, revision] of Object.entries(RUNS)) {
      const result = await upload({ url: server.url, token: server.token, sourceId, people, revision });
      check(run, people, result);
      report(people, run, result, await server.peakMegabytes());
      if (run === 'first import') await reportFloor(people, dir);
    }
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** A fast wrong answer is no result. */
function check(run: string, people: number, { counters }: UploadResult): void {
  const changed = Math.ceil(people / 100);
  const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    'first import': { scanned: people, added: people },
    'unchanged re-import': { scanned: people, unchanged: people },
    '1 % changed': { scanned: people, updated: changed, unchanged: people - changed },
    'all changed': { scanned: people, updated: people },
  };
  for (const [name, count] of Object.entries(expected[run] ?? {})) {
    if (counters[name] !== count) throw new Error(`${run}: ${name} is ${counters[name]}, expected ${count}`);
  }
}

function report(people: number, run: string, { seconds, latencies }: UploadResult, serverMegabytes: number): void {
  add({
    people,
    run,
    seconds,
    usersPerSecond: people / seconds,
    bulkP50: percentile(latencies, 0.5),
    bulkP99: percentile(latencies, 0.99),
    serverMegabytes,
  });
}

async function reportFloor(people: number, dir: string): Promise<void> {
  const seconds = await measureFloor(dir, dir);
  const none = Number.NaN;
  add({
    people,
    run: 'floor: COPY of the same rows',
    seconds,
    usersPerSecond: people / seconds,
    bulkP50: none,
    bulkP99: none,
    serverMegabytes: none,
  });
}

function add(row: Row): void {
  rows.push(row);
  const number = (value: number, digits = 0) => (Number.isNaN(value) ? '' : value.toFixed(digits));
  const cells = [
    number(row.people).padStart(9),
    row.run.padEnd(30),
    `${number(row.seconds, 1)} s`.padStart(9),
    `${number(row.usersPerSecond)} users/s`.padStart(16),
    Number.isNaN(row.bulkP50)
      ? ''
      : `bulk p50 ${number(row.bulkP50, 1)} ms, p99 ${number(row.bulkP99, 1)} ms, server ${number(row.serverMegabytes)} MB`,
  ];
  console.error(cells.join('  '));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}
