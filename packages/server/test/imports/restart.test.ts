import type { IdentitySourceSettings } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importTask } from '../../src/imports/import-task.ts';
import {
  AUTOMATIC,
  type BenchSource,
  counts,
  deletes,
  type ImportBench,
  JOB,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';
import { Killed, MortalOrg } from './mortal-org.ts';
import { BADGE } from './population.ts';
import { snapshot } from './snapshot.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench({ chunkSize: 6 });
});
afterAll(() => bench.close());

interface Waiting {
  readonly source: BenchSource;
  readonly sessionIds: readonly string[];
}

/** People of every kind, in several chunks, and a second session behind. */
async function prepare(settings: Partial<IdentitySourceSettings>): Promise<Waiting> {
  await bench.clear();
  await bench.addUserAttribute({ ...BADGE, unique: true });
  await bench.addUser('kay', { status: 'ACTIVE', hasPassword: true });
  await bench.addUser('lou', { profile: { lastName: 'Namesake' } });
  await bench.addUser('max', { status: 'DEPROVISIONED', profile: { email: 'elsewhere@example.com' } });
  const source = await bench.addSource({ ...settings, reactivateDeactivatedUsers: true });
  await source.addAttribute(BADGE);
  await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
  await source.run(
    upserts(
      ['a', person('a', { badge: '1' })],
      ['b', person('b', { badge: '2' })],
      ['c', person('c')],
      ['d', person('d')],
    ),
  );
  const sessionIds = [
    await source.trigger(
      upserts(
        ['b', person('bb', { badge: '3' })],
        ['n', person('b', { badge: '2', shoe: '42' })],
        ['c', person('c', { mobilePhone: '1' })],
        ['k', person('kay')],
        ['l', person('lou2', { lastName: 'Namesake' })],
        ['m', person('max')],
      ),
      deletes('d', 'unknown', 'a'),
      upserts(['new', person('a', { badge: '1' })], ['n2', person('b')], ['c', { mobilePhone: '2' }]),
      upserts(['bad', person('bad', { email: 'none' })], ['e', person('e', { shoe: '43', hat: '57' })]),
    ),
    await source.trigger(upserts(['e', person('e', { mobilePhone: '3' })], ['f', person('f')])),
  ];
  return { source, sessionIds };
}

async function left({ source, sessionIds }: Waiting) {
  const outcomes = [];
  for (const id of sessionIds) outcomes.push(await bench.outcome(id));
  const progress = await bench.org.read((tx) =>
    tx.query<object>(sql`SELECT status, total, planned, applied FROM imports ORDER BY id`),
  );
  const events = await Promise.all(outcomes.map(({ importId }) => bench.eventTypes(importId)));
  return { ...(await snapshot(bench, [source], outcomes)), progress, events };
}

describe('a process that dies while it imports (scenario 35)', () => {
  it('at any moment leaves nothing that the next one does not bring to the same end', async () => {
    const undisturbed = await prepare(AUTOMATIC);
    const living = new MortalOrg(bench.org);
    await bench.work(undisturbed.source, living.org);
    const expected = await left(undisturbed);
    expect(expected.imports[0]?.counters).toEqual(
      counts({
        scanned: 12,
        added: 6,
        updated: 2,
        removed: 2,
        errors: 2,
        matched: 4,
        conflicts: 1,
        reactivated: 1,
        deactivated: 1,
        droppedDeletes: 1,
        superseded: 1,
        warnings: 3,
      }),
    );

    for (let moment = 1; moment <= living.moments; moment++) {
      const waiting = await prepare(AUTOMATIC);
      await expect(bench.work(waiting.source, new MortalOrg(bench.org, moment).org)).rejects.toThrow(Killed);
      await bench.work(waiting.source);
      expect(await left(waiting), `after dying at moment ${moment} of ${living.moments}`).toEqual(expected);
    }
  }, 180_000);

  it('hands on after every step, within one process or from one to the next, and comes to the same end', async () => {
    const undisturbed = await prepare(AUTOMATIC);
    await bench.work(undisturbed.source);
    const expected = await left(undisturbed);

    for (const processes of [1, 2]) {
      const waiting = await prepare(AUTOMATIC);
      const options = { chunkSizes: { plan: 2, apply: 3 } };
      const tasks = Array.from({ length: processes }, () => importTask(async () => bench.org, options));
      let jobs = 1;
      const context = { ...JOB, shouldYield: () => true, handOn: async () => void jobs++ };
      for (let job = 0; job < jobs; job++) {
        await tasks[job % processes]?.run({ org: bench.org.name, sourceId: waiting.source.id }, context);
      }
      expect(jobs).toBeGreaterThan(20);
      expect(await left(waiting)).toEqual(expected);
    }
  });

  it('again and again comes to the same end all the same', async () => {
    const undisturbed = await prepare({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    await bench.work(undisturbed.source);
    const expected = await left(undisturbed);

    const waiting = await prepare({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    let deaths = 0;
    for (let life = 20; ; life++) {
      const died = await bench.work(waiting.source, new MortalOrg(bench.org, life).org).then(
        () => false,
        () => true,
      );
      if (!died) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(5);
    expect(await left(waiting)).toEqual(expected);
  });
});
