import { CONNECTORS } from '@headwater/workflows';
import sql from 'sql-template-tag';
import { afterEach, expect, it } from 'vitest';
import { type Event, recordEvent } from '../../../src/system-log/record-event.ts';
import { followEvents } from '../../../src/workflows/events/follow-events.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

async function open(): Promise<void> {
  bench = await openFlowBench((pack) => {
    pack.event('On group', 'okta:groupCreated', { UUID: 'string', 'Event Type': 'string' }, (f) => {
      f.compose('{{type}} {{id}}', { type: f.arg('Event Type', 'Output'), id: f.arg('UUID', 'Output') });
    });
  });
}

function follow() {
  return followEvents(bench.org, { engine: bench.engine(), secrets: bench.secrets, connectors: CONNECTORS });
}

async function record(number: number, type: Event['type'] = 'group.lifecycle.create'): Promise<void> {
  await bench.org.transaction(async (tx) => {
    for (let n = 0; n < number; n++) {
      await recordEvent(tx, { at: bench.clock.now(), type, actor: { id: 'system', type: 'SystemPrincipal' } });
    }
  });
}

/** How many events each execution was started with, oldest first. */
async function batches(): Promise<readonly number[]> {
  const rows = await bench.org.read((tx) =>
    tx.query<{ readonly number: number }>(sql`
      SELECT json_array_length(input::json -> '' -> 'collection') AS number FROM flow_executions ORDER BY queued, id`),
  );
  return rows.map(({ number }) => number);
}

it('starts a flow with the events that were committed since it listens, once', async () => {
  await open();
  await record(2);
  expect(await follow()).toBe('caughtUp');
  expect(await batches()).toEqual([]);
  await record(3);
  await record(1, 'group.lifecycle.delete');
  await follow();
  await follow();
  expect(await batches()).toEqual([3]);
});

it('gives no more than a hundred events to one execution, and runs one after the other', async () => {
  await open();
  await follow();
  await record(250);
  while ((await follow()) === 'more');
  expect(await batches()).toEqual([100, 100, 50]);
  const waiting = await bench.org.read((tx) => tx.query(sql`SELECT FROM flow_executions WHERE NOT admitted`));
  expect(waiting.length).toBe(2);
  await bench.process();
  const ids = await bench.org.read((tx) =>
    tx.query<{ readonly id: string }>(sql`SELECT id FROM flow_executions ORDER BY id`),
  );
  for (const { id } of ids) await bench.reaches(id, 'succeeded');
  const waits = await bench.org.read((tx) => tx.query(sql`SELECT FROM flow_executions WHERE NOT admitted`));
  expect(waits).toEqual([]);
});

it('misses nothing that two processes read at the same time, and gives nothing twice', async () => {
  await open();
  await follow();
  await record(40);
  await Promise.all([follow(), follow(), follow()]);
  while ((await follow()) === 'more');
  expect((await batches()).reduce((sum, number) => sum + number, 0)).toBe(40);
});

it('begins anew once nothing listened meanwhile', async () => {
  await open();
  await follow();
  await bench.change('On group', {}, false);
  expect(await follow()).toBe('idle');
  await record(5);
  await bench.change('On group', {}, true);
  await follow();
  await record(1);
  await follow();
  expect(await batches()).toEqual([1]);
});
