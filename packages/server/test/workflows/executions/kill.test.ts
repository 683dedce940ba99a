import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { item } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Events } from '../../jobs/support/job-bench.ts';
import { type ChildProgram, startProgram } from '../../support/child-program.ts';
import { type FlowBench, type FlowProgramOptions, openFlowBench } from '../support/flow-bench.ts';

const program = new URL('../support/flow-program.ts', import.meta.url);

let bench: FlowBench;
let server: Server;
let url: string;
/** Paths that were called, in order. */
let calls: Events<string>;
const children: ChildProgram[] = [];

beforeEach(async () => {
  calls = new Events();
  server = createServer((request, response) => {
    calls.add(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.process.exitCode === null) await child.kill();
  await bench.close();
  server.closeAllConnections();
  server.close();
});

async function startServer(more: Partial<FlowProgramOptions> = {}): Promise<ChildProgram> {
  const options: FlowProgramOptions = {
    database: bench.database.options,
    org: bench.org.name,
    pack: bench.pack,
    now: bench.clock.now().toISOString(),
    ...more,
  };
  const child = await startProgram(program, [JSON.stringify(options)]);
  children.push(child);
  return child;
}

/** Calls that were made more often than once. */
function repeated(): readonly string[] {
  return calls.seen.filter((path, index) => calls.seen.indexOf(path) !== index);
}

describe('a server that is killed', () => {
  it('during a wait of five minutes: the execution goes on when they are over, in another', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Waits', {}, (f) => {
        f.card('httpfunctions:post', { groups: { Request: { URL: `${url}/before` } } });
        f.wait(5, 'minute');
        f.card('httpfunctions:post', { groups: { Request: { URL: `${url}/after` } } });
      });
    });
    const first = await startServer();
    const id = await bench.start('Waits');
    await bench.reaches(id, 'sleeping');
    await first.kill();
    await bench.advance(5 * 60_000);
    await startServer();
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(calls.seen).toEqual(['/before', '/after']);
  });

  it('deep in a recursion of a thousand pages: no page that was noted is asked for again', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Page', { n: 'number' }, (f) => {
        const page = f.compose('{{url}}/page/{{n}}', { url, n: f.arg('n') });
        f.card('httpfunctions:post', { groups: { Request: { URL: page } } });
        f.ifElse([f.arg('n'), '>', 1], () => {
          const less = f.card('math:subtract', { in: { a: f.arg('n'), b: 1 } }).out('output', 'number');
          f.call(pack.ref('Page'), { n: less });
          return {};
        });
      });
    });
    let child = await startServer();
    const id = await bench.start('Page', { n: 1000 });
    for (const reached of [250, 600]) {
      await calls.count(reached);
      await child.kill();
      child = await startServer();
    }
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(new Set(calls.seen).size).toBe(1000);
    // At most the one call that each death cut off.
    expect(repeated().length).toBeLessThanOrEqual(2);
  });

  it('amid a For Each of ten thousand items: each row is there once, each flow was started once', async () => {
    bench = await openFlowBench((pack) => {
      const note = pack.helper('Note', { n: 'number' }, (f) => void f.return({ n: f.arg('n') }));
      const each = pack.helper('Each', { n: 'number' }, (f) => {
        f.ifElse([f.arg('n'), '%', 100], () => {
          f.callAsync(note, { n: f.arg('n') });
          const path = f.compose('{{url}}/{{n}}', { url, n: f.arg('n') });
          f.card('httpfunctions:post', { groups: { Request: { URL: path } } });
          return {};
        });
      });
      pack.helper('All', { list: 'number[]' }, (f) => {
        f.each(f.arg('list'), each, { n: item() }, { concurrency: 20 });
        f.return({ done: 'yes' });
      });
    });
    let child = await startServer({ sliceMillis: 500 });
    const id = await bench.start('All', { list: Array.from({ length: 10_000 }, (_, index) => index + 1) });
    for (const reached of [25, 60]) {
      await calls.count(reached);
      await child.kill();
      child = await startServer({ sliceMillis: 500 });
    }
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', result: { done: 'yes' } });
    expect(new Set(calls.seen).size).toBe(100);
    expect(repeated().length).toBeLessThanOrEqual(2 * 20);
    const started = await bench.org.read((tx) =>
      tx.query<{ readonly number: number }>(
        sql`SELECT count(*)::int AS number FROM flow_executions WHERE parent_id = ${id}`,
      ),
    );
    expect(started).toEqual([{ number: 100 }]);
  });

  it('is one of two on a database: the other takes its executions over, and none runs twice', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Call', { n: 'number' }, (f) => {
        const path = f.compose('{{url}}/{{n}}', { url, n: f.arg('n') });
        f.card('httpfunctions:post', { groups: { Request: { URL: path } } });
        f.return({ n: f.arg('n') });
      });
    });
    const [first] = await Promise.all([startServer(), startServer()]);
    const ids = [];
    for (let n = 0; n < 60; n++) {
      ids.push(await bench.start('Call', { n }));
      if (n === 30) await first.kill();
    }
    const ended = await Promise.all(ids.map((id) => bench.ended(id)));
    expect(ended.map(({ result }) => result)).toEqual(ids.map((_, n) => ({ n })));
    // Those under way in the one that was killed.
    expect(repeated().length).toBeLessThanOrEqual(8);
  });
});
