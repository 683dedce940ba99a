import { memoryHttp } from '@headwater/workflows';
import { item } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterEach, describe, expect, it } from 'vitest';
import { readHistory } from '../../../src/workflows/journal/read-history.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

describe('an execution', () => {
  it('runs in the queue, ends with its result, and is its own history', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Greet', { name: 'string' }, (f) => {
        f.return({ greeting: f.compose('Hello {{name}}', { name: f.arg('name') }) });
      });
    });
    await bench.process();
    const id = await bench.start('Greet', { name: 'Ann' });
    const at = '2026-03-01T10:00:00.000Z';
    expect(await bench.ended(id)).toEqual({
      id,
      flowId: (await bench.flow('Greet')).id,
      packVersion: 1,
      status: 'succeeded',
      trigger: 'manual',
      durable: true,
      parentId: null,
      cards: expect.any(Number),
      retries: 0,
      queued: at,
      started: at,
      ended: at,
      wake: null,
      input: { '': { name: 'Ann' } },
      result: { greeting: 'Hello Ann' },
      error: null,
    });
    const history = await bench.org.read((tx) => readHistory(tx, id, { after: -1, limit: 100 }));
    expect(history.map(({ type, card }) => [type, card])).toEqual([
      ['opened', null],
      ['card', expect.stringContaining('compose')],
      ['card', expect.stringContaining('return')],
      ['closed', null],
    ]);
    expect(history[1]?.details).toMatchObject({ outputs: { '': { output: 'Hello Ann' } } });
  });

  it('takes one transaction to end, and leaves no job', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Nothing', {}, (f) => void f.return({ a: 'b' }));
    });
    await bench.process();
    const id = await bench.start('Nothing');
    await bench.ended(id);
    const jobs = await bench.database.pool.query('SELECT FROM graphile_worker._private_jobs');
    const xids = await bench.org.read((tx) =>
      tx.query<{ readonly number: number }>(sql`
        SELECT count(DISTINCT xmin::text)::int AS number FROM
          (SELECT xmin FROM flow_journal UNION ALL SELECT xmin FROM flow_executions) AS rows`),
    );
    expect([jobs.rowCount, xids]).toEqual([0, [{ number: 1 }]]);
  });

  it('began when its first card did, also when all of it is written at its end', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper(
        'Slow',
        {},
        (f) => void f.card('httpfunctions:get', { groups: { Request: { URL: 'https://x.example/' } } }),
      );
    });
    const http = memoryHttp(() => {
      bench.clock.advance(1_500);
      return { body: {} };
    });
    await bench.process({ outside: { http } });
    const { started, ended } = await bench.ended(await bench.start('Slow'));
    expect({ started, ended }).toEqual({ started: '2026-03-01T10:00:00.000Z', ended: '2026-03-01T10:00:01.500Z' });
  });

  it('fails with the error of its card', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper(
        'Bad',
        {},
        (f) => void f.card('httpfunctions:get', { groups: { Request: { URL: 'https://x.example/' } } }),
      );
    });
    await bench.process({ outside: { http: memoryHttp(() => ({ status: 404, body: { reason: 'gone' } })) } });
    const ended = await bench.ended(await bench.start('Bad'));
    expect(ended).toMatchObject({ status: 'failed', result: null });
    expect(ended.error).toMatchObject({ statusCode: 404 });
  });

  it('sleeps without a job and goes on when the clock is moved', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Slow', {}, (f) => {
        f.wait(5, 'minute');
        f.return({ done: 'yes' });
      });
    });
    await bench.process();
    const id = await bench.start('Slow');
    await bench.reaches(id, 'sleeping');
    await bench.advance(5 * 60_000 - 1);
    expect(await bench.org.read((tx) => tx.query(sql`SELECT status, wake FROM flow_executions`))).toEqual([
      { status: 'sleeping', wake: new Date('2026-03-01T10:05:00.000Z') },
    ]);
    await bench.advance(1);
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', result: { done: 'yes' }, wake: null });
  });

  it('starts flows that it does not wait for, as executions of their own', async () => {
    bench = await openFlowBench((pack) => {
      const child = pack.helper('Child', { n: 'number' }, (f) => void f.return({ n: f.arg('n') }));
      pack.helper('Parent', {}, (f) => {
        f.callAsync(child, { n: 1 });
        f.callAsync(child, { n: 2 });
      });
    });
    await bench.process();
    const id = await bench.start('Parent');
    await bench.ended(id);
    const children = async () =>
      bench.org.read((tx) =>
        tx.query<{ readonly id: string }>(sql`SELECT id FROM flow_executions WHERE parent_id = ${id} ORDER BY id`),
      );
    const ended = await Promise.all((await children()).map((child) => bench.reaches(child.id, 'succeeded')));
    expect(ended).toHaveLength(2);
  });

  it('hands on when it has worked long enough, and goes on from its journal', async () => {
    bench = await openFlowBench((pack) => {
      const one = pack.helper('One', { n: 'number' }, (f) => {
        f.card('httpfunctions:post', { groups: { Request: { URL: 'https://x.example/' } } });
        f.return({ n: f.arg('n') });
      });
      pack.helper(
        'Many',
        { list: 'number[]' },
        (f) => void f.return({ all: f.map(f.arg('list'), one, { n: item() }) }),
      );
    });
    const slice = 10;
    const http = memoryHttp(async () => {
      const end = performance.now() + slice;
      while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
      return { body: {} };
    });
    await bench.process({ outside: { http }, sliceMillis: slice });
    const ended = await bench.ended(await bench.start('Many', { list: [1, 2, 3, 4] }));
    expect(ended).toMatchObject({ status: 'succeeded', result: { all: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] } });
    expect(http.requests).toHaveLength(4);
  });
});
