import { describe, expect, it } from 'vitest';
import { buildPack } from '../support/build-pack.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { probe } from './support/probe.ts';
import { idOf, runFlow, world } from './support/run-flow.ts';

describe('the journal of an execution', () => {
  it('holds every frame and every card that did something, with inputs and outputs', async () => {
    const pack = buildPack((pack) => {
      const greet = pack.helper('Greet', { name: 'string' }, (f) => {
        f.comment('silent');
        f.return({ greeting: f.compose('Hello {{name}}', { name: f.arg('name') }) });
      });
      pack.helper('Main', { name: 'string' }, (f) => {
        f.return({ greeting: f.call(greet, { name: f.arg('name') }).out('greeting') });
      });
    }).read();
    const journal = new MemoryJournal();
    const at = world(pack);
    await runFlow(pack, 'Main', { world: at, journal, input: { '': { name: 'Ada' } } });
    const now = at.clock.now();
    const frame = expect.stringMatching(/^[0-9A-Za-z]{20}$/);
    const card = { type: 'card', attempt: 1, error: null, retried: false, startedAt: now, at: now };
    const result = { greeting: 'Hello Ada' };
    expect(journal.safe).toEqual([
      {
        type: 'opened',
        frame: 'root',
        parent: null,
        flowId: idOf(pack, 'Main'),
        block: '',
        input: { '': { name: 'Ada' } },
        at: now,
      },
      {
        type: 'opened',
        frame,
        parent: { frame: 'root', card: 'spawn1', item: 0 },
        flowId: idOf(pack, 'Greet'),
        block: '',
        input: { '': { name: 'Ada' } },
        at: now,
      },
      {
        ...card,
        frame,
        card: 'compose1',
        inputs: { '': expect.objectContaining({ _text_: expect.any(String) }) },
        outputs: { '': { output: 'Hello Ada' } },
      },
      { ...card, frame, card: 'return1', inputs: { '': result }, outputs: { '': result } },
      { type: 'closed', frame, outcome: { status: 'returned', result }, at: now },
      {
        ...card,
        frame: 'root',
        card: 'spawn1',
        inputs: { '': { flo: idOf(pack, 'Greet'), name: 'Ada' } },
        outputs: { '': result },
      },
      { ...card, frame: 'root', card: 'return1', inputs: { '': result }, outputs: { '': result } },
      { type: 'closed', frame: 'root', outcome: { status: 'returned', result }, at: now },
    ]);
  });

  it('holds failures, tries and waits', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('probe:change', { in: { what: 'it' }, onError: { type: 'finish', retry: 1, delay: 60_000 } });
      });
    }).read();
    const journal = new MemoryJournal();
    const at = world(pack, { answer: (_request, number) => ({ status: number === 1 ? 429 : 200 }) });
    await runFlow(pack, 'Main', { world: at, connectors: [probe], journal });
    expect(journal.safe.map((entry) => ({ ...entry, at: undefined }))).toMatchObject([
      { type: 'opened' },
      { type: 'card', card: 'change1', attempt: 1, outputs: null, error: { statusCode: 429 }, retried: true },
      { type: 'waits', card: 'change1', attempt: 1, until: new Date('2026-01-01T00:01:00Z') },
      { type: 'card', card: 'change1', attempt: 2, error: null, retried: false },
      { type: 'closed', outcome: { status: 'returned' } },
    ]);
  });

  it('holds of large inputs the size alone, and outputs whole', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { text: 'string', list: 'object[]' }, (f) => {
        f.card('list:construct', { custom: { a: f.arg('text'), b: f.arg('list') }, out: { list: 'object[]' } });
      });
    }).read();
    const journal = new MemoryJournal();
    const text = 'x'.repeat(100_000);
    const list = Array.from({ length: 50_000 }, (_, id) => ({ id }));
    await runFlow(pack, 'Main', { journal, input: { '': { text, list } } });
    const [opened, card] = journal.safe;
    const large = { text: { $large: 100_000 }, list: { $large: expect.any(Number) } };
    expect(opened).toMatchObject({ type: 'opened', input: { '': large } });
    expect(card).toMatchObject({
      inputs: { '': { a: large.text, b: large.list } },
      outputs: { '': { list: [text, list] } },
    });
  });
});
