import { systemClock } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { migrateJobQueue } from '../../src/jobs/migrate-job-queue.ts';
import type { Org } from '../../src/orgs/org.ts';
import { type OrgRegistry, openOrgRegistry } from '../../src/orgs/org-registry.ts';
import type { TestModeParts } from '../../src/test-mode/change-org.ts';
import { changeClock } from '../../src/test-mode/clock.ts';
import { armFault, takeFault } from '../../src/test-mode/faults/armed-faults.ts';
import { createTestOrg } from '../../src/test-mode/orgs/create-test-org.ts';
import { SpareSchemas } from '../../src/test-mode/orgs/spare-schemas.ts';
import type { IdLane } from '../../src/test-mode/seeded-ids.ts';
import { beginTestMode, endTestMode, goBackTo, resetOrg, saveSnapshot } from '../../src/test-mode/states.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** A process as far as orgs go. It is told of changes by the database alone, and looks by itself once an hour. */
interface Process {
  readonly registry: OrgRegistry;
  readonly parts: TestModeParts;
  org(): Org;
}

let bench: TestDatabase;
let database: Database;
let spares: SpareSchemas;
let one: Process;
let other: Process;
let background: Process;
let name: string;

async function openProcess(lane: IdLane): Promise<Process> {
  const registry = await openOrgRegistry({
    database,
    clock: systemClock,
    random: Math.random,
    lane,
    refreshMilliseconds: 3_600_000,
  });
  return {
    registry,
    parts: { database, refreshOrgs: () => registry.refresh() },
    org() {
      const org = registry.get(name);
      if (org === undefined) throw new Error(`The registry does not know ${name}`);
      return org;
    },
  };
}

beforeAll(async () => {
  bench = await createTestDatabase();
  database = bench.database;
  await migrateJobQueue(database);
  spares = new SpareSchemas(database, (error) => {
    throw error;
  });
});
beforeEach(async () => {
  ({ name } = await createTestOrg({ database, clock: systemClock, spares }, { seed: 'x', sources: [{ label: 'HR' }] }));
  [one, other, background] = await Promise.all([
    openProcess('requests'),
    openProcess('requests'),
    openProcess('background'),
  ]);
  return async () => {
    for (const { registry } of [one, other, background]) await registry.close();
  };
});
afterAll(async () => {
  await spares.close();
  await bench.close();
});

test('the next transaction of every process has the clock that one process set', async () => {
  const held = other.org();
  await changeClock(one.parts, one.org(), { now: new Date('2031-05-01T08:00:00Z'), frozen: true });
  const seen = await held.read(async () => held.clock.now().toISOString());
  expect(seen).toBe('2031-05-01T08:00:00.000Z');
});

test('the next transaction of every process draws its ids anew after a reset', async () => {
  const draw = ({ org }: Process) => org().transaction(async () => [org().ids.next('user'), org().ids.next('user')]);
  // Two processes of a kind draw in the order in which they come.
  await other.registry.close();
  await resetOrg(one.parts, one.org());
  const before = [await draw(one), await draw(background)];
  await resetOrg(one.parts, one.org());
  expect([await draw(one), await draw(background)]).toEqual(before);
  // Not the same as the first process of its kind, but never one of its ids.
  expect((await draw(other)).filter((id) => before.flat().includes(id))).toEqual([]);
});

test('each time of a fault happens once, whichever process the requests come to', async () => {
  await database.inPlatform((tx) => armFault(tx, name, { times: 3, fault: { kind: 'error', errorCode: 'internal' } }));
  const taken = await Promise.all(
    Array.from({ length: 12 }, () => database.inPlatform((tx) => takeFault(tx, name, () => true))),
  );
  const remaining = taken.flatMap((fault) => (fault === undefined ? [] : [fault.remaining]));
  expect(remaining.sort()).toEqual([0, 1, 2]);
});

test('a snapshot holds tables that no line of the code knows, with their sequences', async () => {
  const org = one.org();
  await org.transaction(async (tx) => {
    await tx.execute(sql`
      CREATE TABLE later_things (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea, note json, at timestamptz,
        tags text[], doubled bigint GENERATED ALWAYS AS (id * 2) STORED)`);
    await tx.execute(sql`
      CREATE TABLE earlier_links (thing bigint NOT NULL REFERENCES later_things, amount numeric, since xid8)`);
    await tx.execute(sql`
      INSERT INTO later_things (body, note, at, tags) VALUES ('\\x00ff', '{"b": 1,  "a": "\\u0000"}', '2026-03-01 10:00:00.123456Z', '{a,"b c",NULL}')`);
    await tx.execute(sql`INSERT INTO earlier_links VALUES (1, 0.10, '12345678901')`);
  });
  const look = () =>
    org.read((tx) =>
      tx.query(sql`
        SELECT id, body, note::text, at::text, tags::text, doubled, amount, since::text
        FROM later_things JOIN earlier_links ON thing = id`),
    );
  const before = await look();
  await saveSnapshot(one.parts, org, 'with things');
  await org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM earlier_links`);
    await tx.execute(sql`DELETE FROM later_things`);
    await tx.execute(sql`INSERT INTO later_things (tags) VALUES ('{}'), ('{}')`);
  });
  await goBackTo(one.parts, org, 'with things');
  expect(await look()).toEqual(before);
  const next = await org.transaction((tx) => tx.query(sql`INSERT INTO later_things (tags) VALUES ('{}') RETURNING id`));
  expect(next).toEqual([{ id: 2 }]);
});

test('a column that is newer than a snapshot has its default after going back', async () => {
  const org = one.org();
  await saveSnapshot(one.parts, org, 'old');
  await org.transaction((tx) =>
    tx.execute(sql`ALTER TABLE identity_sources ADD COLUMN mood text NOT NULL DEFAULT 'calm'`),
  );
  await org.transaction((tx) => tx.execute(sql`UPDATE identity_sources SET mood = 'wild'`));
  await goBackTo(one.parts, org, 'old');
  expect(await org.read((tx) => tx.query(sql`SELECT label, mood FROM identity_sources`))).toEqual([
    { label: 'HR', mood: 'calm' },
  ]);
});

test('going back waits for the transactions under way, and the next ones see the old state', async () => {
  const org = other.org();
  const events: string[] = [];
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let begun: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const writing = org.transaction(async (tx) => {
    begun();
    await gate;
    await tx.execute(sql`UPDATE identity_sources SET label = 'changed'`);
    events.push('written');
  });
  await started;
  const resetting = resetOrg(one.parts, one.org()).then(() => events.push('reset'));
  goOn();
  await Promise.all([writing, resetting]);
  const sources = await org.read((tx) => tx.query(sql`SELECT label FROM identity_sources`));
  expect([events, sources]).toEqual([['written', 'reset'], [{ label: 'HR' }]]);
});

test('test mode is for orgs that nobody uses, and its end brings the real time back', async () => {
  const org = one.org();
  await endTestMode(database, name);
  await one.registry.refresh();
  expect(one.org().testMode).toBeUndefined();
  await beginTestMode(database, name);
  await one.registry.refresh();
  await changeClock(one.parts, one.org(), { advance: 86_400_000 });
  await endTestMode(database, name);
  await one.registry.refresh();
  expect(Math.abs(one.org().clock.now().getTime() - Date.now())).toBeLessThan(60_000);
  await one.org().transaction((tx) =>
    tx.execute(sql`
      INSERT INTO users (id, status, login_key, profile, created, last_updated)
      VALUES ('00uSOMEBODY000000000', 'ACTIVE', 'somebody', '{}', now(), now())`),
  );
  await expect(beginTestMode(database, name)).rejects.toMatchObject({
    code: 'validationFailed',
    causes: [expect.stringContaining('has people already')],
  });
  await expect(changeClock(one.parts, org, { advance: 1 })).rejects.toMatchObject({ code: 'featureOff' });
});
