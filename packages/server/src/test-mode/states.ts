import { notFound, systemClock, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';
import { releaseDue } from '../jobs/timers/timers.ts';
import type { Org } from '../orgs/org.ts';
import { changeOrg, storeTestMode, type TestModeParts } from './change-org.ts';
import { clockAt, orgTime } from './clock-state.ts';
import { restoreSnapshot } from './snapshots/restore-snapshot.ts';
import { BASELINE, takeSnapshot } from './snapshots/take-snapshot.ts';
import { newTestMode, type TestMode } from './test-mode.ts';
import { ensureTestSchema, takeOrg } from './test-schema.ts';

/** A snapshot as its routes show it. */
export interface ShownSnapshot {
  readonly name: string;
  /** The org's time. */
  readonly taken: string;
}

/**
 * Puts an org into test mode; as it is now, it is after every reset. Throws `validationFailed` for an org that people use: one
 * with users besides its administrators, or with imports, because a reset deletes what came after.
 */
export async function beginTestMode(database: Database, org: string, seed?: string): Promise<void> {
  await ensureTestSchema(database);
  await database.inOrg(org, async (tx) => {
    if ((await takeOrg(tx, org)) !== undefined) return;
    await requireUnused(tx, org);
    await forget(tx, org);
    const now = systemClock.now();
    await takeSnapshot(tx, { org, name: BASELINE, taken: now, clock: null });
    await storeTestMode(tx, org, newTestMode(seed ?? null, now));
  });
}

/** Makes what an org in test mode holds now what it goes back to. */
export async function takeBaseline(database: Database, org: string): Promise<void> {
  await database.inOrg(org, async (tx) => {
    await takeOrg(tx, org);
    await takeSnapshot(tx, { org, name: BASELINE, taken: systemClock.now(), clock: null });
  });
}

/** Takes an org out of test mode: it has the real time again, and its snapshots, faults and recordings are deleted. */
export async function endTestMode(database: Database, org: string): Promise<void> {
  await ensureTestSchema(database);
  await database.inOrg(org, async (tx) => {
    if ((await takeOrg(tx, org)) === undefined) return;
    await forget(tx, org);
    await storeTestMode(tx, org, undefined);
  });
}

async function requireUnused(tx: Transaction, org: string): Promise<void> {
  const [used] = await tx.query<{ readonly people: boolean; readonly imports: boolean }>(sql`
    SELECT EXISTS (SELECT FROM users WHERE id NOT IN (SELECT user_id FROM administrators)) AS people,
           EXISTS (SELECT FROM imports) AS imports`);
  if (used?.people !== true && used?.imports !== true) return;
  throw validationFailed('testMode', [
    `testMode: The org ${org} has ${used.people ? 'people' : 'imports'} already, which a reset could delete; use a new org`,
  ]);
}

/** Deletes what test mode keeps of an org, also what an earlier org with the same name left. */
export async function forget(tx: Transaction, org: string): Promise<void> {
  for (const table of [sql`id_lanes`, sql`snapshots`, sql`faults`, sql`import_faults`, sql`exchanges`]) {
    await tx.execute(sql`DELETE FROM headwater_test.${table} WHERE org = ${org}`);
  }
}

/** Puts everything back to how it was when test mode began: data, clock, ids; faults and recordings are deleted, snapshots are kept. */
export function resetOrg(parts: TestModeParts, org: Org): Promise<void> {
  return changeOrg(parts, org, async (tx, mode) => {
    const changed = await goBack(tx, org, mode, BASELINE);
    await tx.execute(sql`DELETE FROM headwater_test.faults WHERE org = ${org.name}`);
    await tx.execute(sql`DELETE FROM headwater_test.exchanges WHERE org = ${org.name}`);
    return { mode: changed, value: undefined };
  });
}

/** Keeps the org as it is now under a name, in place of an earlier snapshot with that name. */
export function saveSnapshot(parts: TestModeParts, org: Org, name: string): Promise<ShownSnapshot> {
  return changeOrg(parts, org, async (tx, { clock }) => {
    const taken = orgTime(clock, systemClock.now());
    await takeSnapshot(tx, { org: org.name, name, taken, clock });
    return { value: { name, taken: taken.toISOString() } };
  });
}

/** Puts data, clock and ids back to a snapshot; faults and recordings stay. Throws `notFound`. */
export function goBackTo(parts: TestModeParts, org: Org, name: string): Promise<void> {
  return changeOrg(parts, org, async (tx, mode) => ({ mode: await goBack(tx, org, mode, name), value: undefined }));
}

async function goBack(tx: Transaction, org: Org, mode: TestMode, name: string): Promise<TestMode> {
  const { taken, clock } = await restoreSnapshot(tx, org.name, name);
  const real = systemClock.now();
  const restored = clock === null ? null : clockAt(taken, real, clock.since === null);
  await releaseDue(tx, orgTime(restored, real));
  return { ...mode, clock: restored, generation: mode.generation + 1 };
}

/** The snapshots of an org, oldest first. */
export async function listSnapshots(tx: Transaction, org: Org): Promise<readonly ShownSnapshot[]> {
  const rows = await tx.query<{ readonly name: string; readonly taken: Date }>(sql`
    SELECT name, taken FROM headwater_test.snapshots WHERE org = ${org.name} AND name <> ${BASELINE} ORDER BY id`);
  return rows.map(({ name, taken }) => ({ name, taken: taken.toISOString() }));
}

/** Throws `notFound`. */
export async function deleteSnapshot(tx: Transaction, org: Org, name: string): Promise<void> {
  const deleted = await tx.execute(sql`
    DELETE FROM headwater_test.snapshots WHERE org = ${org.name} AND name = ${name} AND name <> ${BASELINE}`);
  if (deleted === 0) throw notFound(name, 'Snapshot');
}
