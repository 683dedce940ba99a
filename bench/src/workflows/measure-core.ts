import { systemClock } from '@headwater/protocol';
import {
  CONNECTORS,
  compilePack,
  type ExecutionOptions,
  type HttpPort,
  memoryFlows,
  memoryHttp,
  memoryTables,
  type Program,
  readPack,
  secureRandom,
  startExecution,
  type ValueObject,
} from '@headwater/workflows';
import type { BuiltPack } from '@headwater/workflows/testing';
import type { Report } from '../report.ts';
import { heapMegabytes } from './heap.ts';
import { CARDS_PER_CALL, cardsPack, eachPack, largePack, PAGE_SIZE, pagesPack, shortPack } from './packs.ts';

const PACK_BYTES = 500_000;
const COMPILATIONS = 20;
const REPEATS = 10_000;
const SHORT_EXECUTIONS = 20_000;
const ITEMS = 10_000;
const PAGES = 5_000;
const JSON_TYPE = { 'content-type': 'application/json' };

/** What the runtime does without a server: no journal, nothing outside of the process. */
export async function measureCore(report: Report): Promise<void> {
  measureCompile(report);
  await measureCards(report);
  await measureShort(report);
  await measureEach(report);
  await measurePages(report);
}

function measureCompile(report: Report): void {
  const text = largePack(PACK_BYTES);
  const began = performance.now();
  for (let time = 0; time < COMPILATIONS; time++) compilePack(readPack(text), { connectors: CONNECTORS });
  const seconds = (performance.now() - began) / 1000;
  const size = `pack of ${Math.round(text.length / 1000)} KB`;
  report.add({ size, run: 'read and compile', seconds, perSecond: COMPILATIONS / seconds, unit: 'packs' });
}

async function measureCards(report: Report): Promise<void> {
  const built = cardsPack();
  const cards = REPEATS * CARDS_PER_CALL;
  const seconds = await timed(() => finish(optionsOf(built, 'Cards')));
  report.add({
    size: `${cards.toLocaleString('en')} cards`,
    run: 'kernel cards',
    seconds,
    perSecond: cards / seconds,
    unit: 'cards',
  });
}

async function measureShort(report: Report): Promise<void> {
  const options = optionsOf(shortPack(), 'Short', { name: ' Ada Lovelace ' });
  const seconds = await timed(async () => {
    for (let time = 0; time < SHORT_EXECUTIONS; time++) await finish(options);
  });
  const size = `${SHORT_EXECUTIONS.toLocaleString('en')} executions`;
  report.add({
    size,
    run: 'short flow in the process',
    seconds,
    perSecond: SHORT_EXECUTIONS / seconds,
    unit: 'executions',
  });
}

async function measureEach(report: Report): Promise<void> {
  const people = Array.from({ length: ITEMS }, (_, number) => ({ name: `Person ${number}` }));
  const options = optionsOf(eachPack(), 'Each', { people });
  const seconds = await timed(() => finish(options));
  report.add({ size: '10,000 items', run: 'Map with a helper', seconds, perSecond: ITEMS / seconds, unit: 'items' });
}

async function measurePages(report: Report): Promise<void> {
  const page = Array.from({ length: PAGE_SIZE }, (_, number) => ({
    id: number,
    name: `Person ${number}`,
    note: 'x'.repeat(100),
  }));
  let early = Number.NaN;
  let late = Number.NaN;
  let calls = 0;
  const http: HttpPort = {
    async send() {
      calls += 1;
      if (calls === PAGES / 10) early = heapMegabytes();
      if (calls === PAGES) late = heapMegabytes();
      const next = calls % PAGES === 0 ? {} : { next: `https://pages.example/${calls}` };
      return {
        status: 200,
        headers: JSON_TYPE,
        body: new TextEncoder().encode(JSON.stringify({ value: page, ...next })),
      };
    },
  };
  const options = optionsOf(pagesPack(), 'Pages', { next: 'https://pages.example/0' }, http);
  const seconds = await timed(() => finish(options));
  const growth = late - early;
  report.add({
    size: `5,000 pages, ${growth.toFixed(1)} MB`,
    run: 'recursion, heap from page 500',
    seconds,
    perSecond: PAGES / seconds,
    unit: 'pages',
  });
}

function optionsOf(
  built: BuiltPack,
  flow: string,
  input: ValueObject = {},
  http: HttpPort = memoryHttp(() => ({})),
): ExecutionOptions {
  const program: Program = compilePack(built.read(), { connectors: CONNECTORS });
  const ports = {
    clock: systemClock,
    random: secureRandom,
    http,
    tables: memoryTables([], {}, { clock: systemClock }),
    flows: memoryFlows(),
  };
  return { program, flowId: built.flow(flow).id, id: 'bench', input: { '': input }, ports };
}

async function finish(options: ExecutionOptions): Promise<void> {
  const ended = await startExecution(options).run();
  if (ended.status === 'ended' && ended.outcome.status === 'returned') return;
  throw new Error(`The execution did not return: ${JSON.stringify(ended)}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  await work();
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
