import { manualClock } from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameOutcome, JournalEntry } from '../../src/run/journal.ts';
import type { HttpRequest } from '../../src/run/ports.ts';
import type { ValueObject } from '../../src/values/value.ts';
import { buildPack, field, item } from '../support/build-pack.ts';
import { Crash, MemoryJournal, rememberedOf } from './support/memory-journal.ts';
import { probe } from './support/probe.ts';
import { executionOf, type World, world } from './support/run-flow.ts';

const pack = buildPack((pack) => {
  const log = pack.table('Log', { word: 'str' });
  const visit = pack.helper('Visit', { n: 'number', kind: 'string' }, (f) => {
    const seen = f.card('probe:look', { in: { what: f.compose('see-{{n}}', { n: f.arg('n') }) } }).out('answer');
    const join = f.ifElse(
      [f.arg('n'), '%', f.compose('3').as('parseFloat')],
      (f) => {
        const done = f.card('probe:change', { in: { what: f.compose('third-{{n}}', { n: f.arg('n') }) } });
        return { word: done.out('answer') };
      },
      () => ({ word: 'plain' }),
    );
    const changed = f.card('probe:change', {
      in: { what: f.compose('{{kind}}-{{n}}', { n: f.arg('n'), kind: f.arg('kind') }) },
      onError: { type: 'finish', retry: 2, delay: 60_000 },
    });
    f.createRow(log, { word: f.compose('{{n}} {{word}}', { n: f.arg('n'), word: join.out('word') }) });
    f.return({ seen, word: join.out('word'), changed: changed.out('answer'), at: f.ctx('index') });
  });
  const add = pack.helper('Add', { item: 'number', memo: 'number' }, (f) => {
    f.card('probe:look', { in: { what: f.compose('add-{{n}}', { n: f.arg('item') }) } });
    f.return({ memo: f.card('math:add', { in: { a: f.arg('memo'), b: f.arg('item') } }).out('output', 'number') });
  });
  const record = pack.helper('Record', { Record: 'object', State: 'object' }, (f) => {
    f.card('probe:change', { in: { what: f.compose('record-{{id}}', { id: f.arg('Record').at('id') }) } });
  });
  const deeper = pack.ref('Deeper');
  pack.helper('Deeper', { n: 'number' }, (f) => {
    f.card('probe:change', { in: { what: f.compose('deep-{{n}}', { n: f.arg('n') }) } });
    const join = f.ifElse(
      [f.arg('n'), '>', 0],
      (f) => {
        const less = f.card('math:subtract', { in: { a: f.arg('n'), b: 1 } }).out('output', 'number');
        return { n: f.call(deeper, { n: less }).out('n', 'number') };
      },
      () => ({ n: 0 }),
    );
    f.return({ n: f.card('math:add', { in: { a: join.out('n', 'number'), b: 1 } }).out('output', 'number') });
  });
  const frail = pack.helper('Frail', { Record: 'object' }, (f) => {
    const id = f.arg('Record').at('id');
    f.card('probe:change', { in: { what: f.compose('frail-{{id}}', { id }) } });
  });
  pack.manual('Stream again', (f) => {
    const streamed = f.card('probe:list', {
      in: { what: 'again', pages: 3 },
      groups: { Streaming: { Flow: field('flo', frail.id) } },
      onError: { type: 'finish', retry: 1, delay: 60_000 },
    });
    f.return({ streamed: streamed.outOf('Result', 'Records Streamed', 'number') });
  });
  pack.helper('Main', { list: 'number[]', depth: 'number' }, (f) => {
    const mapped = f.map(f.arg('list'), visit, { n: item(''), kind: 'map' }, { concurrency: 3 });
    const sum = f.reduce(f.arg('list'), add, {}, { memo: 0, type: 'number' });
    f.wait(5, 'minute');
    const tried = f.tryCatch(
      (f) => {
        f.each([1, 2], visit, { n: item(''), kind: 'bad' }, { concurrency: 2 });
        return { end: 'fine' };
      },
      (f) => {
        f.card('probe:change', { in: { what: 'handled' } });
        return { end: f.ctx('error').at('message') };
      },
    );
    const streamed = f.card('probe:list', {
      in: { what: 'stream', pages: 3 },
      groups: {
        Streaming: {
          Flow: field('flo', record.id),
        },
      },
    });
    f.asyncEach(f.arg('list'), visit, { n: item(''), kind: 'bad' }, { concurrency: 2 });
    const called = f.call(deeper, { n: f.arg('depth') });
    f.return({
      mapped,
      sum,
      end: tried.out('end'),
      streamed: streamed.outOf('Result', 'Records Streamed', 'number'),
      depth: called.out('n', 'number'),
    });
  });
}).read();

interface Case {
  readonly list: readonly number[];
  readonly depth: number;
  readonly flow?: string;
}

/** An outside that answers a repeated call as it answered the first: what a host makes sure of by the id of the call. */
function steadyWorld(): World & { readonly changes: readonly string[] } {
  const answers = new Map<string, { status: number; body: string }>();
  const changes: string[] = [];
  const asked = new Set<string>();
  const answer = ({ callId, method, url }: HttpRequest): { status: number; body: string } => {
    if (method === 'POST') changes.push(callId);
    const known = answers.get(callId);
    if (known !== undefined) return known;
    // One kind always fails, another at its first try.
    const path = new URL(url).pathname;
    const isFirst = callId.endsWith('/1');
    const isFrail = path === '/frail-3' && !asked.has(path);
    asked.add(path);
    const made =
      path.startsWith('/bad-') || isFrail
        ? { status: 503, body: '' }
        : { status: path.startsWith('/map-2') && isFirst ? 500 : 200, body: `ok ${path}` };
    answers.set(callId, made);
    return made;
  };
  return { ...world(pack, { clock: manualClock(), answer }), changes };
}

async function finish(at: World, journal: MemoryJournal, { list, depth, flow = 'Main' }: Case): Promise<FrameOutcome> {
  const execution = executionOf(pack, flow, {
    world: at,
    connectors: [probe],
    journal,
    input: { '': { list, depth } },
    remembered: rememberedOf(journal.safe),
  });
  for (;;) {
    const outcome = await execution.run();
    if (outcome.status === 'ended') return outcome.outcome;
    if (outcome.status !== 'sleeping') throw new TypeError(`The execution is ${outcome.status}`);
    at.clock.set(outcome.until);
  }
}

/** Ids of calls whose results a journal holds. */
function recorded(entries: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap((entry) => (entry.type === 'card' ? [`exe/${entry.frame}/${entry.card}/${entry.attempt}`] : [])),
  );
}

function rowsOf(at: World): readonly ValueObject[] {
  return [...pack.tables.keys()]
    .flatMap((id) => at.tables.rows(id).map(({ values }) => values))
    .toSorted((a, b) => (String(a.word) < String(b.word) ? -1 : 1));
}

const CASE: Case = { flow: 'Main', list: [1, 2, 3], depth: 2 };

describe('an execution that is continued from its journal', () => {
  it('runs like one without a journal', async () => {
    const at = steadyWorld();
    const execution = executionOf(pack, 'Main', {
      world: at,
      connectors: [probe],
      input: { '': { list: CASE.list, depth: CASE.depth } },
    });
    let plain = await execution.run();
    while (plain.status === 'sleeping') {
      at.clock.set(plain.until);
      plain = await execution.run();
    }
    const other = steadyWorld();
    const journaled = await finish(other, new MemoryJournal(), CASE);
    expect(plain).toEqual({ status: 'ended', outcome: journaled });
    expect(journaled).toEqual({
      status: 'returned',
      result: {
        mapped: [
          { seen: 'ok /see-1', word: 'plain', changed: 'ok /map-1', at: 0 },
          { seen: 'ok /see-2', word: 'plain', changed: 'ok /map-2', at: 1 },
          { seen: 'ok /see-3', word: 'ok /third-3', changed: 'ok /map-3', at: 2 },
        ],
        sum: 6,
        end: '503 Service Unavailable',
        streamed: 6,
        depth: 3,
      },
    });
    expect(other.changes).toEqual(at.changes);
  });

  it.each([
    { ...CASE, entries: 100 },
    { ...CASE, flow: 'Stream again', entries: 25 },
  ])(
    'ends alike from every prefix of its journal, and repeats no recorded call: $flow',
    async ({ entries, ...given }) => {
      const at = steadyWorld();
      const journal = new MemoryJournal();
      const outcome = await finish(at, journal, given);
      expect(outcome.status).toBe('returned');
      const rows = rowsOf(at);
      const { safe } = journal;
      expect(safe.length).toBeGreaterThan(entries);
      for (let cut = 0; cut <= safe.length; cut++) {
        const kept = safe.slice(0, cut);
        const before = at.http.requests.length;
        const known = recorded(kept);
        expect(await finish(at, new MemoryJournal(kept), given)).toEqual(outcome);
        const again = at.http.requests.slice(before).filter(({ callId }) => known.has(callId));
        expect(again).toEqual([]);
      }
      expect(rowsOf(at)).toEqual(rows);
    },
  );

  it('goes on at the bottom of thousands of flows that wait for each other', async () => {
    const deep = buildPack((pack) => {
      const self = pack.ref('Deep');
      pack.helper('Deep', { n: 'number' }, (f) => {
        f.ifElse(
          [f.arg('n'), '>', 0],
          (f) => {
            f.call(self, { n: f.card('math:subtract', { in: { a: f.arg('n'), b: 1 } }).out('output', 'number') });
            return {};
          },
          (f) => {
            f.wait(1, 'minute');
            return {};
          },
        );
      });
    }).read();
    const at = world(deep);
    const journal = new MemoryJournal();
    const options = { world: at, journal, input: { '': { n: 5_000 } } };
    const until = new Date('2026-01-01T00:01:00Z');
    expect(await executionOf(deep, 'Deep', options).run()).toEqual({ status: 'sleeping', until });
    const again = executionOf(deep, 'Deep', { ...options, remembered: rememberedOf(journal.safe) });
    const before = journal.safe.length;
    expect(await again.run()).toEqual({ status: 'sleeping', until });
    expect(journal.safe.length).toBe(before);
    at.clock.set(until);
    expect(await again.run()).toEqual({ status: 'ended', outcome: { status: 'returned', result: {}, by: 'lastCard' } });
  });

  it('ends alike when the process dies at any flush, again and again', async () => {
    const calm = steadyWorld();
    const calmJournal = new MemoryJournal();
    const outcome = await finish(calm, calmJournal, CASE);
    // So many flushes in every life that it gets on a little: three calls at once, before and after each.
    for (const [flush, isSafe] of [
      [7, false],
      [4, true],
    ] as const) {
      const at = steadyWorld();
      let safe: readonly JournalEntry[] = [];
      let crashes = 0;
      for (;;) {
        const journal = new MemoryJournal(safe, { flush, isSafe });
        const result = await finish(at, journal, CASE).catch((error: unknown) => error);
        safe = journal.safe;
        if (!(result instanceof Crash)) {
          expect(result).toEqual(outcome);
          break;
        }
        crashes++;
        expect(crashes).toBeLessThan(1_000);
      }
      expect(crashes).toBeGreaterThan(5);
      expect(rowsOf(at)).toEqual(rowsOf(calm));
      expect(new Set(at.changes)).toEqual(new Set(calm.changes));
    }
  });

  it('ends alike for any input and any moment of death', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean()), { maxLength: 4 }),
        async (list, depth, deaths) => {
          const calm = steadyWorld();
          const outcome = await finish(calm, new MemoryJournal(), { list, depth });
          const at = steadyWorld();
          let safe: readonly JournalEntry[] = [];
          for (const [flush, isSafe] of deaths) {
            const journal = new MemoryJournal(safe, { flush, isSafe });
            await finish(at, journal, { list, depth }).catch((error: unknown) => {
              if (!(error instanceof Crash)) throw error;
            });
            safe = journal.safe;
          }
          expect(await finish(at, new MemoryJournal(safe), { list, depth })).toEqual(outcome);
          expect(rowsOf(at)).toEqual(rowsOf(calm));
        },
      ),
      { numRuns: 40 },
    );
  });
});
