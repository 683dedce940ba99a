import sql from 'sql-template-tag';
import { afterEach, expect, it } from 'vitest';
import { scheduleFlow } from '../../../src/workflows/schedules/schedule-flow.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

async function open(): Promise<string> {
  bench = await openFlowBench((pack) => {
    pack.scheduled('Hourly', '0 * * * *', (f) => void f.return({ at: f.ctx('execution_time') }));
  });
  await bench.process();
  return (await bench.flow('Hourly')).id;
}

const HOURLY = { cron: '0 * * * *', timeZone: 'UTC', startDate: '', endDate: '' };

async function schedule(flowId: string, more: Partial<typeof HOURLY> = {}, isOn = true): Promise<Date | null> {
  return bench.org.transaction((tx) => {
    return scheduleFlow(tx, bench.org, { id: flowId, isOn, schedule: { ...HOURLY, ...more } });
  });
}

async function executions(number: number): Promise<readonly unknown[]> {
  for (;;) {
    const rows = await bench.org.read((tx) =>
      tx.query<{ readonly id: string; readonly status: string }>(
        sql`SELECT id, status FROM flow_executions ORDER BY id`,
      ),
    );
    if (rows.length >= number && rows.every(({ status }) => status === 'succeeded')) {
      return Promise.all(rows.map(async ({ id }) => (await bench.ended(id)).result));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('starts at each occurrence with its instant; those missed start it once, together', async () => {
  const id = await open();
  expect(await schedule(id)).toEqual(new Date('2026-03-01T11:00:00.000Z'));
  await bench.advance(3600_000);
  expect(await executions(1)).toEqual([{ at: '2026-03-01T11:00:00.000Z' }]);
  await bench.advance(5 * 3600_000);
  expect(await executions(2)).toEqual([{ at: '2026-03-01T11:00:00.000Z' }, { at: '2026-03-01T12:00:00.000Z' }]);
});

it('starts no more once it is off', async () => {
  const id = await open();
  await schedule(id);
  expect(await schedule(id, {}, false)).toBeNull();
  expect(await bench.org.read((tx) => tx.query(sql`SELECT key FROM timers`))).toEqual([]);
});

it('starts only between its dates', async () => {
  const id = await open();
  await schedule(id, { startDate: '2026-03-01T12:00:00.000Z' });
  await bench.advance(3600_000);
  await bench.advance(3600_000);
  expect(await executions(1)).toEqual([{ at: '2026-03-01T12:00:00.000Z' }]);
});
