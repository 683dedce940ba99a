import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/database/transaction.ts';
import { type LogQuery, readLog } from '../../src/system-log/read-log.ts';
import { recordEvent, SYSTEM } from '../../src/system-log/record-event.ts';
import { applyRecord, type LogFixture, openLogFixture, writeRecord } from './fixture.ts';

let fixture: LogFixture;

beforeEach(async () => {
  fixture = await openLogFixture();
});

afterEach(() => fixture.close());

/** A reader who follows `next` links; every call reads until a page comes back empty. */
class Poller {
  readonly #query: LogQuery;
  #after: string | undefined;

  constructor(query: Partial<LogQuery> = {}) {
    this.#query = { limit: 100, sortOrder: 'ASCENDING', ...query };
  }

  async page(): Promise<readonly string[]> {
    const after = this.#after === undefined ? {} : { after: this.#after };
    const page = await readLog(fixture.org, { ...this.#query, ...after });
    expect(page.next).not.toBeNull();
    this.#after = page.next ?? undefined;
    return page.entries.map(({ debugContext, eventType }) => String(debugContext.debugData.mark ?? eventType));
  }

  async newEntries(): Promise<readonly string[]> {
    const found: string[] = [];
    for (;;) {
      const page = await this.page();
      if (page.length === 0) return found;
      found.push(...page);
    }
  }
}

function write(tx: Transaction, mark: string): Promise<void> {
  return recordEvent(tx, { at: fixture.clock.now(), type: 'system.import.start', actor: SYSTEM, debug: { mark } });
}

/** A transaction that has written `mark` and stays open until `finish` is called. */
async function openWriter(mark: string): Promise<{ finish(): Promise<void> }> {
  const gate = new EventEmitter();
  const written = once(gate, 'written');
  const finished = once(gate, 'finish');
  const done = fixture.org.transaction(async (tx) => {
    await write(tx, mark);
    gate.emit('written');
    await finished;
  });
  await written;
  return {
    finish: () => {
      gate.emit('finish');
      return done;
    },
  };
}

describe('polling', () => {
  it('has a next link on an empty page, which leads to what comes later', async () => {
    const poller = new Poller();
    expect(await poller.page()).toEqual([]);
    expect(await poller.page()).toEqual([]);
    await fixture.org.transaction((tx) => write(tx, 'first'));
    expect(await poller.page()).toEqual(['first']);
    expect(await poller.page()).toEqual([]);
  });

  it('gives an event that commits after a later one was read', async () => {
    const poller = new Poller();
    const slow = await openWriter('slow');
    fixture.clock.advance(60_000);
    await fixture.org.transaction((tx) => write(tx, 'quick'));
    expect(await poller.newEntries()).toEqual(['quick']);
    await slow.finish();
    expect(await poller.newEntries()).toEqual(['slow']);
    expect(await poller.newEntries()).toEqual([]);
  });

  it('gives an event that commits between two pages', async () => {
    const poller = new Poller({ limit: 2 });
    await fixture.org.transaction(async (tx) => {
      for (const mark of ['a', 'b', 'c', 'd']) await write(tx, mark);
    });
    const slow = await openWriter('slow');
    expect(await poller.page()).toEqual(['a', 'b']);
    await slow.finish();
    expect((await poller.newEntries()).toSorted()).toEqual(['c', 'd', 'slow']);
  });

  it('follows a clock that is set back', async () => {
    const poller = new Poller({ since: new Date('2026-01-01') });
    await fixture.org.transaction((tx) => write(tx, 'now'));
    expect(await poller.newEntries()).toEqual(['now']);
    fixture.clock.set('2026-02-01T00:00:00Z');
    await fixture.org.transaction((tx) => write(tx, 'before'));
    expect(await poller.newEntries()).toEqual(['before']);
  });

  it('gives a record that turned into a failure after it was planned', async () => {
    const { importId, org } = fixture;
    await org.transaction((tx) => writeRecord(tx, fixture, { number: 1, outcome: 'updated', sourceUserId: '0ua1' }));
    const poller = new Poller();
    expect(await poller.newEntries()).toEqual([]);
    await org.transaction((tx) =>
      tx.execute(sql`UPDATE import_records SET outcome = 'error', xid = DEFAULT WHERE import_id = ${importId}`),
    );
    expect(await poller.newEntries()).toEqual(['system.import.user.update']);
  });

  it('filters what it gives', async () => {
    const poller = new Poller({ filter: 'eventType eq "user.lifecycle.create"' });
    expect(await poller.newEntries()).toEqual([]);
    await fixture.org.transaction(async (tx) => {
      await write(tx, 'other');
      await applyRecord(tx, fixture, {
        number: 1,
        outcome: 'added',
        link: 'created',
        sourceUserId: '0ua1',
        userId: '00u1',
      });
    });
    expect(await poller.newEntries()).toEqual(['user.lifecycle.create']);
  });

  it('refuses a cursor from another database', async () => {
    const after = Buffer.from('["p",0,"9000000000000:9000000000000:",null,null]').toString('base64url');
    const query: LogQuery = { limit: 1, sortOrder: 'ASCENDING', after };
    await expect(readLog(fixture.org, query)).rejects.toMatchObject({ code: 'invalidPaging' });
  });

  it('gives every event once, however transactions overlap and whatever the size of pages', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('open' as const) }),
      fc.record({ do: fc.constant('finish' as const), which: fc.nat() }),
      fc.record({ do: fc.constant('write' as const) }),
      fc.record({ do: fc.constant('read' as const) }),
    );
    let marks = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 3 }), async (steps, limit) => {
        const written: string[] = [];
        const read: string[] = [];
        const open: { finish(): Promise<void> }[] = [];
        const poller = new Poller({ limit });
        await poller.newEntries();
        const mark = () => {
          const name = `m${marks++}`;
          written.push(name);
          return name;
        };
        for (const action of steps) {
          fixture.clock.advance(1);
          if (action.do === 'open' && open.length < 3) open.push(await openWriter(mark()));
          if (action.do === 'write') await fixture.org.transaction((tx) => write(tx, mark()));
          if (action.do === 'read') read.push(...(await poller.page()));
          if (action.do === 'finish' && open.length > 0) await open.splice(action.which % open.length, 1)[0]?.finish();
        }
        for (const writer of open) await writer.finish();
        read.push(...(await poller.newEntries()));
        expect(read.filter((entry) => written.includes(entry)).toSorted()).toEqual(written.toSorted());
      }),
      { numRuns: 12 },
    );
  });
});
