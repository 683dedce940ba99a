import { describe, expect, it } from 'vitest';
import type { Connector } from '../../src/connectors/connector.ts';
import { memoryFlows } from '../../src/memory/memory-flows.ts';
import type { Journal } from '../../src/run/journal.ts';
import { FileValue } from '../../src/values/file-value.ts';
import { buildPack, field, fixed, item } from '../support/build-pack.ts';
import { probe } from './support/probe.ts';
import { errorOf, executionOf, idOf, resultOf, runFlow, world } from './support/run-flow.ts';

/** A promise that a test keeps when it wants to. */
function gate<T>() {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** A flow that works on a list, with one call each. */
function visiting(card: string, concurrency: number) {
  return buildPack((pack) => {
    const visit = pack.helper('Visit', { item: 'string' }, (f) => {
      f.return({ answer: f.card(card, { in: { what: f.arg('item') } }).out('answer') });
    });
    pack.helper('Main', { list: 'string[]' }, (f) => {
      f.return({ made: f.map(f.arg('list'), visit, {}, { concurrency, type: 'string[]' }) });
    });
  }).read();
}

describe('calls of other systems', () => {
  it('run as many at once as a card says, and no more', async () => {
    const pack = visiting('probe:look', 3);
    let underWay = 0;
    let most = 0;
    const at = world(pack, {
      answer: async ({ url }) => {
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay--;
        return { body: url.slice(-1) };
      },
    });
    const list = ['a', 'b', 'c', 'd', 'e'];
    expect(await resultOf(pack, 'Main', { list }, { world: at, connectors: [probe] })).toEqual({ made: list });
    expect(most).toBe(3);
  });

  it('keep the order of a list, whichever ends first', async () => {
    const pack = visiting('probe:look', 2);
    const first = gate<{ body: string }>();
    const at = world(pack, {
      answer: ({ url }) => {
        if (url.endsWith('/a')) return first.promise;
        first.open({ body: 'A' });
        return { body: 'B' };
      },
    });
    const result = await resultOf(pack, 'Main', { list: ['a', 'b'] }, { world: at, connectors: [probe] });
    expect(result).toEqual({ made: ['A', 'B'] });
  });

  it('have ids that name execution, frame, card and try', async () => {
    const pack = visiting('probe:look', 1);
    const at = world(pack, { answer: () => ({ body: '' }) });
    await resultOf(pack, 'Main', { list: ['a', 'b'] }, { world: at, connectors: [probe], id: 'flx1' });
    const ids = at.http.requests.map(({ callId }) => callId);
    expect(ids).toEqual([
      expect.stringMatching(/^flx1\/[0-9A-Za-z]{20}\/look1\/1$/),
      expect.stringMatching(/^flx1\/[0-9A-Za-z]{20}\/look1\/1$/),
    ]);
    expect(new Set(ids).size).toBe(2);
    const again = world(pack, { answer: () => ({ body: '' }) });
    await resultOf(pack, 'Main', { list: ['a', 'b'] }, { world: again, connectors: [probe], id: 'flx1' });
    expect(again.http.requests.map(({ callId }) => callId)).toEqual(ids);
  });

  it('are enclosed by flushes of the journal when others see them, and not when they only look', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('probe:look', { in: { what: 'look' } });
        f.card('probe:change', { in: { what: 'change' } });
      });
    }).read();
    const seen: string[] = [];
    const journal: Journal = {
      note: (entry) => seen.push(entry.type === 'card' ? `card ${entry.card}` : entry.type),
      flush: async () => {
        seen.push('flush');
      },
    };
    const at = world(pack, {
      answer: ({ url }) => {
        seen.push(url);
        return {};
      },
    });
    await runFlow(pack, 'Main', { world: at, connectors: [probe], journal });
    expect(seen).toEqual([
      'opened',
      'https://probe.test/look',
      'card look1',
      'flush',
      'https://probe.test/change',
      'card change1',
      'flush',
      'closed',
      'flush',
    ]);
  });

  it('fail when they take longer than their card may', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('slow:wait', { timeout: 5 });
      });
    }).read();
    const aborted = gate<undefined>();
    const slow: Connector = {
      name: 'slow',
      title: 'Slow',
      connections: [],
      actions: {
        wait: {
          title: 'Wait',
          effect: 'outside',
          run: ({ signal }) =>
            new Promise(() => {
              signal.addEventListener('abort', () => aborted.open(undefined));
            }),
        },
      },
    };
    expect(await errorOf(pack, 'Main', {}, { connectors: [slow] })).toMatchObject({
      kind: 'timeout',
      message: 'Method timeout exceeded: the card took longer than its 5 ms',
    });
    await aborted.promise;
  });
});

describe('loops inside of loops', () => {
  it('make at most 200 calls at once, and open frames only as they are needed', async () => {
    const pack = buildPack((pack) => {
      const visit = pack.helper('Visit', { item: 'number' }, (f) => {
        f.card('probe:look', { in: { what: f.arg('item') } });
      });
      const inner = pack.helper('Inner', { item: 'number', all: 'number[]' }, (f) => {
        f.each(f.arg('all'), visit, {}, { concurrency: 200 });
      });
      const middle = pack.helper('Middle', { item: 'number', all: 'number[]' }, (f) => {
        f.each(f.arg('all'), inner, { item: item(), all: fixed(f.arg('all')) }, { concurrency: 200 });
      });
      pack.helper('Main', { list: 'number[]' }, (f) => {
        f.each(f.arg('list'), middle, { item: item(), all: fixed(f.arg('list')) }, { concurrency: 200 });
      });
    }).read();
    let underWay = 0;
    let most = 0;
    const at = world(pack, {
      answer: async () => {
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay--;
        return {};
      },
    });
    let open = 0;
    let mostOpen = 0;
    const journal: Journal = {
      note: ({ type }) => {
        if (type === 'opened') mostOpen = Math.max(mostOpen, ++open);
        if (type === 'closed') open--;
      },
      flush: async () => {},
    };
    const list = Array.from({ length: 30 }, (_, n) => n);
    await resultOf(pack, 'Main', { list }, { world: at, connectors: [probe], journal });
    expect(at.http.requests).toHaveLength(27_000);
    expect(most).toBe(200);
    expect(mostOpen).toBeLessThan(4_000);
  });
});

describe('an execution that is asked to yield', () => {
  it('starts no further call, waits for those under way, and goes on when it is run again', async () => {
    const pack = visiting('probe:change', 1);
    let calls = 0;
    const at = world(pack, {
      answer: () => {
        calls++;
        return { body: 'x' };
      },
    });
    const execution = executionOf(pack, 'Main', {
      world: at,
      connectors: [probe],
      input: { '': { list: ['a', 'b', 'c'] } },
    });
    expect(await execution.run(() => calls === 2)).toEqual({ status: 'yielded' });
    expect(calls).toBe(2);
    expect(await execution.run()).toEqual({
      status: 'ended',
      outcome: { status: 'returned', result: { made: ['x', 'x', 'x'] } },
    });
    expect(calls).toBe(3);
  });

  it('hears of it during pure work', async () => {
    const pack = buildPack((pack) => {
      const add = pack.helper('Add', { item: 'number' }, (f) => {
        f.card('math:add', { in: { a: f.arg('item'), b: 1 } });
      });
      pack.helper('Main', { list: 'number[]' }, (f) => {
        f.each(f.arg('list'), add);
      });
    }).read();
    const list = Array.from({ length: 100_000 }, (_, n) => n);
    const execution = executionOf(pack, 'Main', { input: { '': { list } } });
    let asked = 0;
    expect(await execution.run(() => ++asked > 2)).toEqual({ status: 'yielded' });
    expect(asked).toBe(3);
    expect(await execution.run()).toEqual({
      status: 'ended',
      outcome: { status: 'returned', result: {}, by: 'lastCard' },
    });
  });
});

describe('an execution that is cancelled', () => {
  it('tells the call under way and ends', async () => {
    const pack = visiting('probe:change', 2);
    const controller = new AbortController();
    const at = world(pack, {
      answer: () => {
        controller.abort();
        return new Promise(() => {});
      },
    });
    const execution = executionOf(pack, 'Main', {
      world: at,
      connectors: [probe],
      signal: controller.signal,
      input: { '': { list: ['a', 'b', 'c'] } },
    });
    expect(await execution.run()).toEqual({ status: 'cancelled' });
    expect(at.http.requests).toHaveLength(1);
    expect(await execution.run()).toEqual({ status: 'cancelled' });
  });
});

describe('waiting', () => {
  const pack = buildPack((pack) => {
    pack.manual('Main', (f) => {
      f.wait(5, 'minute');
      f.card('control:until', { in: { date: '2026-01-01T01:00:00Z' } });
      f.card('control:until', { in: { date: '2020-01-01T00:00:00Z' } });
      f.return({ done: true });
    });
    pack.manual('Too long', (f) => {
      f.wait(31, 'day');
    });
    const sleeper = pack.helper('Sleeper', { item: 'number' }, (f) => {
      f.wait(1, 'minute');
    });
    pack.helper('Many', { list: 'number[]' }, (f) => {
      f.each(f.arg('list'), sleeper, {}, { concurrency: 2 });
    });
  }).read();

  it('is said with the instant at which it is over', async () => {
    const at = world(pack);
    const execution = executionOf(pack, 'Main', { world: at });
    const first = { status: 'sleeping', until: new Date('2026-01-01T00:05:00Z') };
    expect(await execution.run()).toEqual(first);
    expect(await execution.run()).toEqual(first);
    at.clock.set('2026-01-01T00:05:00Z');
    expect(await execution.run()).toEqual({ status: 'sleeping', until: new Date('2026-01-01T01:00:00Z') });
    at.clock.set('2026-01-01T01:00:00Z');
    expect(await execution.run()).toEqual({ status: 'ended', outcome: { status: 'returned', result: { done: true } } });
  });

  it('is refused beyond 30 days', async () => {
    expect(await errorOf(pack, 'Too long')).toMatchObject({
      kind: 'limit_exceeded',
      message: 'A wait of 31 days exceeds the limit of 30 days',
    });
  });

  it('is done by several calls of a card at once', async () => {
    const at = world(pack);
    const begin = at.clock.now().getTime();
    await runFlow(pack, 'Many', { world: at, input: { '': { list: [1, 2, 3, 4] } } });
    expect(at.clock.now().getTime() - begin).toBe(120_000);
  });
});

describe('cards that reach other flows', () => {
  it('start one without waiting, once', async () => {
    const pack = buildPack((pack) => {
      const other = pack.helper('Other', { word: 'string' }, () => {});
      pack.manual('Main', (f) => {
        f.callAsync(other, { word: 'hello' });
        f.return({ done: true });
      });
    }).read();
    const at = world(pack);
    expect(await resultOf(pack, 'Main', {}, { world: at })).toEqual({ done: true });
    const [other] = [...pack.flows.values()].filter(({ name }) => name === 'Other');
    expect(at.flows.started).toEqual([
      { callId: 'exe/root/run1/1', flowId: other?.id, input: { '': { word: 'hello' } } },
    ]);
  });
});

describe('Export Flow', () => {
  it('gives the export of a flow as a file, indented where it is to be pretty', async () => {
    const pack = buildPack((pack) => {
      const other = pack.helper('Other', {}, () => {});
      pack.helper('Main', { pretty: 'boolean' }, (f) => {
        const made = f.card('utility:exportFlo', {
          in: { flo: field('flo', other.id), pretty: f.arg('pretty'), indent: 1 },
        });
        f.return({ file: made.out('output', 'file') });
      });
    }).read();
    const at = world(pack);
    const flows = memoryFlows({ [idOf(pack, 'Other')]: { name: 'Other', text: '{"type":"flopack"}' } });
    const exporting = { world: { ...at, flows, ports: { ...at.ports, flows } } };
    const file = (text: string) => new FileValue('Other.flow', 'application/json', new TextEncoder().encode(text));
    expect(await resultOf(pack, 'Main', { pretty: false }, exporting)).toEqual({ file: file('{"type":"flopack"}') });
    expect(await resultOf(pack, 'Main', { pretty: true }, exporting)).toEqual({
      file: file('{\n "type": "flopack"\n}'),
    });
  });
});

describe('Raw Request', () => {
  it('does not fail on a status, and gives the body as text', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        const raw = f.card('http:raw', { in: { url: 'https://a.test/x', method: 'GET', query: { q: 'a b' } } });
        f.return({ status: raw.out('statusCode', 'number'), body: raw.out('body') });
      });
    }).read();
    const at = world(pack, { answer: () => ({ status: 404, body: { a: 1 } }) });
    expect(await resultOf(pack, 'Main', {}, { world: at })).toEqual({ status: 404, body: '{"a":1}' });
    expect(at.http.requests[0]).toMatchObject({ connection: null, method: 'GET', url: 'https://a.test/x?q=a%20b' });
  });
});

describe('a card that streams', () => {
  const streaming = (parameters: Readonly<Record<string, string>>) =>
    buildPack((pack) => {
      const helper = pack.helper('Helper', parameters, (f) => {
        const values = Object.keys(parameters).map((key) => [key, f.arg(key)] as const);
        const text = f
          .card('json:stringify', { in: { object: f.construct(Object.fromEntries(values)) } })
          .out('output');
        f.card('probe:look', { in: { what: f.card('url:encodeComponent', { in: { string: text } }).out('output') } });
      });
      pack.manual('Main', (f) => {
        const list = f.card('probe:list', {
          in: { what: 'list', pages: 2 },
          groups: {
            Streaming: {
              Flow: { ref: 'field', type: 'flo', value: helper.id, proxy: null, required: false, custom: null },
            },
          },
          customGroups: { Streaming: { tenant: 'T1' } },
        });
        f.return({ count: list.outOf('Result', 'Records Streamed', 'number') });
      });
    }).read();
  const recordsSeen = async (parameters: Readonly<Record<string, string>>) => {
    const pack = streaming(parameters);
    const at = world(pack, { answer: () => ({ body: '' }) });
    expect(await resultOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toEqual({ count: 4 });
    return at.http.requests
      .map(({ url }) => decodeURIComponent(url.slice('https://probe.test/'.length)))
      .filter((text) => text.startsWith('{'))
      .map((text): unknown => JSON.parse(text));
  };

  it('calls its helper for every record of every page, with its state', async () => {
    const state = { tenant: 'T1' };
    expect(await recordsSeen({ Record: 'object', State: 'object' })).toEqual(
      [0, 1, 2, 3].map((id) => ({ Record: { id }, State: state })),
    );
  });

  it('gives the record to the only object among the parameters of an older helper', async () => {
    const State = { tenant: 'T1' };
    expect(await recordsSeen({ note: 'string', User: 'object' })).toEqual(
      [0, 1, 2, 3].map((id) => ({ note: null, User: { id, Record: { id }, State } })),
    );
  });

  it.each(['object', 'string'])(
    'hands a helper whose only parameter is an older %s all that such helpers read',
    async (type) => {
      const State = { tenant: 'T1' };
      expect(await recordsSeen({ User: type })).toEqual(
        [0, 1, 2, 3].map((id) => ({ User: { id, Record: { id }, State } })),
      );
    },
  );
});
