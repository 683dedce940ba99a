import { afterAll, beforeAll, expect, test } from 'vitest';
import { forget, readJournal, readStep, recordStep, step } from '../../../src/jobs/journal/journal.ts';
import { createTestOrg, type TestOrg } from '../../support/database.ts';

let bench: TestOrg;

beforeAll(async () => {
  bench = await createTestOrg();
});

afterAll(() => bench.close());

const at = new Date('2026-03-01T00:00:00.000Z');
const later = new Date('2026-03-02T00:00:00.000Z');

test('a step that is repeated gives the recorded result and does nothing', async () => {
  let times = 0;
  const doStep = (instant: Date) =>
    bench.database.inOrg(bench.org, (tx) => step(tx, 'once', 'count', instant, async () => ({ times: ++times })));
  expect([await doStep(at), await doStep(later)]).toEqual([{ times: 1 }, { times: 1 }]);
  expect(await bench.database.inOrg(bench.org, (tx) => readJournal(tx, 'once'))).toEqual([
    { step: 'count', result: { times: 1 }, at },
  ]);
});

test('a step whose transaction is rolled back has not happened', async () => {
  const undo = new Error('undo');
  const undone = bench.database.inOrg(bench.org, async (tx) => {
    await step(tx, 'undone', 'a', at, async () => 1);
    throw undo;
  });
  await expect(undone).rejects.toBe(undo);
  expect(await bench.database.inOrg(bench.org, (tx) => readStep(tx, 'undone', 'a'))).toBeUndefined();
});

test('two processes at the same step do its work once', async () => {
  let times = 0;
  const doStep = () =>
    bench.database.inOrg(bench.org, (tx) => step(tx, 'race', 'a', at, async () => `work ${++times}`));
  expect(await Promise.all([doStep(), doStep(), doStep()])).toEqual(['work 1', 'work 1', 'work 1']);
});

test('the journal keeps its order, whatever the clock says, and every string', async () => {
  const entries = await bench.database.inOrg(bench.org, async (tx) => {
    await step(tx, 'order', 'second by clock', later, async () => ['\u0000', '\ud800', 'é']);
    await step(tx, 'order', 'first by clock', at, async () => undefined);
    return readJournal(tx, 'order');
  });
  expect(entries).toEqual([
    { step: 'second by clock', result: ['\u0000', '\ud800', 'é'], at: later },
    { step: 'first by clock', result: null, at },
  ]);
});

test('the first record of an outside effect counts', async () => {
  const results = await bench.database.inOrg(bench.org, async (tx) => [
    await recordStep(tx, 'outside', 'request', at, { status: 201 }),
    await recordStep(tx, 'outside', 'request', later, { status: 409 }),
  ]);
  expect(results).toEqual([{ status: 201 }, { status: 201 }]);
});

test('a forgotten run has no entries, and others keep theirs', async () => {
  const rest = await bench.database.inOrg(bench.org, async (tx) => {
    await step(tx, 'forgotten', 'a', at, async () => 1);
    await step(tx, 'forgotten', 'b', at, async () => 2);
    await step(tx, 'kept', 'a', at, async () => 3);
    return [await forget(tx, 'forgotten'), await readJournal(tx, 'forgotten'), await readJournal(tx, 'kept')];
  });
  expect(rest).toEqual([2, [], [{ step: 'a', result: 3, at }]]);
});
