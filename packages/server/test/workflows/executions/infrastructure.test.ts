import { memoryHttp } from '@headwater/workflows';
import sql from 'sql-template-tag';
import { afterEach, expect, it } from 'vitest';
import type { Org } from '../../../src/orgs/org.ts';
import { DirectRows } from '../../../src/workflows/executions/direct-rows.ts';
import { failLostExecutions, openFlowHost } from '../../../src/workflows/executions/flow-host.ts';
import { runDirectly } from '../../../src/workflows/executions/run-directly.ts';
import { skipBackoff } from '../../jobs/support/job-bench.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

/** The org whose transactions fail as often as `fails` says, as if the database went away. */
function shaky(org: Org, fails: (number: number) => boolean): Org {
  let number = 0;
  return {
    ...org,
    transaction: (work, options) => {
      number += 1;
      if (fails(number)) return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
      return org.transaction(work, options);
    },
  };
}

it('throws a run away whose journal cannot be written, and goes on from what was', async () => {
  bench = await openFlowBench((pack) => {
    pack.helper('Three', {}, (f) => {
      for (const path of ['a', 'b', 'c']) {
        f.card('httpfunctions:post', { groups: { Request: { URL: `https://x.example/${path}` } } });
      }
    });
  });
  const http = memoryHttp(() => ({ body: {} }));
  // The third transaction is the one that writes what came of the first call.
  const org = shaky(bench.org, (number) => number === 3);
  const process = await bench.process({ outside: { http }, org });
  const id = await bench.start('Three');
  while (!process.lines.some(({ message }) => message.includes('failed'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await skipBackoff(bench.database);
  expect(await bench.ended(id)).toMatchObject({ status: 'succeeded' });
  const calls = http.requests.map(({ url }) => url.slice('https://x.example/'.length));
  // Each at least once, in order; only the one of which nothing was known twice.
  expect([...new Set(calls)]).toEqual(['a', 'b', 'c']);
  expect(calls.length).toBeLessThanOrEqual(4);
});

it('fails executions without a journal whose process is gone, and no others', async () => {
  bench = await openFlowBench((pack) => {
    pack.helper('Waits', {}, (f) => void f.wait(1, 'day'));
  });
  const flow = await bench.flow('Waits');
  const [lives, dies] = [await openFlowHost(bench.database), await openFlowHost(bench.database)];
  const rows = new DirectRows(() => undefined);
  const start = async (host: typeof lives) => {
    const parts = { engine: bench.engine(), secrets: bench.secrets, host, rows };
    const { id, ended } = await runDirectly(parts, bench.org, flow, { trigger: 'endpoint', input: {} });
    ended.catch(() => undefined);
    return id;
  };
  const ids = [await start(lives), await start(dies)];
  await rows.settled();
  expect(await failLostExecutions(bench.org)).toBe(0);
  await dies.close();
  const gone = async () => (await failLostExecutions(bench.org)) > 0;
  while (!(await gone())) await new Promise((resolve) => setImmediate(resolve));
  const statuses = await bench.org.read((tx) =>
    tx.query(sql`SELECT status FROM flow_executions WHERE id = ANY(${ids}::text[]) ORDER BY id`),
  );
  expect(statuses).toEqual([{ status: 'running' }, { status: 'failed' }]);
  bench.clock.advance(2 * 24 * 3600_000);
  await lives.close();
});
