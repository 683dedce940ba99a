import { describe, expect, it } from 'vitest';
import type { KernelFunction } from '../../src/kernel/kernel-function.ts';
import { KERNEL_FUNCTIONS } from '../../src/kernel/registry.ts';
import { computeBounded } from '../../src/run/large-inputs.ts';
import { buildPack, item } from '../support/build-pack.ts';
import { Crash, MemoryJournal } from './support/memory-journal.ts';
import { errorOf, executionOf, idOf, resultOf } from './support/run-flow.ts';

/** Never done. */
const endless: KernelFunction = {
  name: 'string:trim',
  title: 'Endless',
  run: () => {
    for (;;) Math.random();
  },
  examples: [],
};

describe('a card with large inputs', () => {
  it('fails when it computes for too long, and the flow may go on', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { text: 'string' }, (f) => {
        const tried = f.tryCatch(
          (t) => ({ text: t.card('string:trim', { in: { string: f.arg('text') } }).out('output') }),
          (handler) => ({ text: handler.ctx('error').at('kind') }),
        );
        f.return({ text: tried.out('text') });
      });
    }).read();
    const compile = { kernel: new Map([...KERNEL_FUNCTIONS, [endless.name, endless]]) };
    const text = 'a'.repeat(100_000);
    expect(await resultOf(pack, 'Main', { text }, { compile })).toEqual({ text: 'limit_exceeded' });
  }, 20_000);

  it('is computed as any other, and fails as any other', () => {
    expect(computeBounded(() => 'done')).toBe('done');
    expect(() => computeBounded(() => JSON.parse('{'))).toThrow(SyntaxError);
  });

  it('lets others have their turn before the next card', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { text: 'string' }, (f) => {
        for (let at = 0; at < 200; at++) f.card('string:toUpperCase', { in: { string: f.arg('text') } });
      });
    }).read();
    const cancel = new AbortController();
    const execution = executionOf(pack, 'Main', {
      input: { '': { text: 'a'.repeat(4_000_000) } },
      signal: cancel.signal,
    });
    setImmediate(() => cancel.abort());
    expect(await execution.run()).toEqual({ status: 'cancelled' });
    expect(execution.steps).toBeLessThan(100);
  });
});

describe('an execution of a process that is short of memory', () => {
  const pack = buildPack((pack) => {
    pack.manual('Main', (f) => {
      f.call(pack.ref('Main'));
    });
  }).read();

  it('fails, whatever is under way', async () => {
    let looks = 0;
    const isShortOfMemory = () => ++looks > 2;
    expect(await errorOf(pack, 'Main', {}, { isShortOfMemory, limits: { depth: 2_000_000 } })).toEqual({
      message: 'The execution was ended because the server ran short of memory; work on less at a time, page by page',
      flo: idOf(pack, 'Main'),
      execution: 'exe',
      kind: 'limit_exceeded',
    });
  }, 20_000);

  it('has its end in the journal', async () => {
    const journal = new MemoryJournal();
    const options = { journal, isShortOfMemory: () => true, limits: { depth: 2_000_000 } };
    await executionOf(pack, 'Main', options).run();
    expect(journal.safe.findLast(({ type }) => type === 'closed')).toMatchObject({
      frame: 'root',
      outcome: { status: 'failed' },
    });
  }, 20_000);
});

describe('the journal of an execution without effects', () => {
  const list = Array.from({ length: 10_000 }, (_, at) => at);
  const pack = buildPack((pack) => {
    const same = pack.helper('Same', { item: 'number' }, (f) => {
      f.return({ item: f.arg('item') });
    });
    pack.helper('Main', { list: 'number[]' }, (f) => {
      f.map(f.arg('list'), same, { item: item() });
    });
  }).read();

  it('is flushed as it grows', async () => {
    const journal = new MemoryJournal();
    await executionOf(pack, 'Main', { journal, input: { '': { list } } }).run();
    expect(journal.flushes).toBeGreaterThan(2);
  });

  it('fails the run, and not the flow, when it breaks', async () => {
    const journal = new MemoryJournal([], { flush: 2, isSafe: false });
    await expect(executionOf(pack, 'Main', { journal, input: { '': { list } } }).run()).rejects.toThrow(Crash);
    expect(journal.safe.some(({ type, frame }) => type === 'closed' && frame === 'root')).toBe(false);
  });
});
