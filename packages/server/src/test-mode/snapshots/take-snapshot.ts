import pg from 'pg';
import sql, { raw } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { TestMode } from '../test-mode.ts';
import { readOrgJobs } from './org-jobs.ts';
import { readOrgTables } from './org-tables.ts';

/** The name of the snapshot that a reset goes back to; ids count from there. */
export const BASELINE = '';

/** What a snapshot is of. */
export interface SnapshotOf {
  readonly org: string;
  readonly name: string;
  /** The org's time. */
  readonly taken: Date;
  readonly clock: TestMode['clock'];
}

/**
 * Copies everything in the org's schema: rows, where sequences and ids stand, jobs on the queue. One with the same name is
 * replaced. The transaction must have taken the org (`takeOrg`).
 */
export async function takeSnapshot(tx: Transaction, { org, name, taken, clock }: SnapshotOf): Promise<void> {
  const { tables, sequences } = await readOrgTables(tx);
  const columns = Object.fromEntries(tables.map((table) => [table.name, table.columns.map((column) => column.name)]));
  await tx.execute(sql`DELETE FROM headwater_test.snapshots WHERE org = ${org} AND name = ${name}`);
  const [snapshot] = await tx.query<{ readonly id: number }>(sql`
    INSERT INTO headwater_test.snapshots (org, name, taken, clock, lanes, tables, sequences, jobs)
    VALUES (${org}, ${name}, ${taken}, ${clock === null ? null : JSON.stringify(clock)}, ${name === BASELINE ? '{}' : await readLanes(tx, org)},
            ${JSON.stringify(columns)}, ${JSON.stringify(await readSequences(tx, sequences))},
            ${JSON.stringify(await readOrgJobs(tx, org))})
    RETURNING id`);
  if (snapshot === undefined) throw new TypeError('The snapshot was not written');
  const rows = tables.map(({ name, columns }) => {
    const texts = columns.map((column) => `${pg.escapeIdentifier(column.name)}::text`);
    return `SELECT ${snapshot.id}, ${pg.escapeLiteral(name)}, ARRAY[${texts.join(', ')}] FROM ${pg.escapeIdentifier(name)}`;
  });
  await tx.execute(
    sql`INSERT INTO headwater_test.snapshot_rows (snapshot_id, table_name, content) ${raw(rows.join(' UNION ALL '))}`,
  );
}

async function readLanes(tx: Transaction, org: string): Promise<string> {
  const lanes = await tx.query<{ readonly lane: string; readonly epoch: number }>(
    sql`SELECT lane, epoch FROM headwater_test.id_lanes WHERE org = ${org} ORDER BY lane`,
  );
  return JSON.stringify(Object.fromEntries(lanes.map(({ lane, epoch }) => [lane, epoch])));
}

/** `[last value, is called]` of each, as `setval` takes them. */
async function readSequences(
  tx: Transaction,
  sequences: readonly string[],
): Promise<Readonly<Record<string, readonly [string, boolean]>>> {
  if (sequences.length === 0) return {};
  const selects = sequences.map(
    (name) =>
      `SELECT ${pg.escapeLiteral(name)} AS name, last_value::text AS value, is_called AS called FROM ${pg.escapeIdentifier(name)}`,
  );
  const rows = await tx.query<{ readonly name: string; readonly value: string; readonly called: boolean }>(
    sql`${raw(selects.join(' UNION ALL '))}`,
  );
  return Object.fromEntries(rows.map(({ name, value, called }) => [name, [value, called]]));
}
