import { notFound } from '@headwater/protocol';
import pg from 'pg';
import sql, { raw } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { TestMode } from '../test-mode.ts';
import { addOrgJobs, type KeptJob, removeOrgJobs } from './org-jobs.ts';
import { type OrgTable, readOrgTables } from './org-tables.ts';
import { BASELINE } from './take-snapshot.ts';

interface SnapshotRow {
  readonly id: number;
  readonly taken: Date;
  readonly clock: TestMode['clock'];
  readonly lanes: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly sequences: Readonly<Record<string, readonly [string, boolean]>>;
  readonly jobs: readonly KeptJob[];
}

/** What was restored besides the rows. */
export interface Restored {
  /** The org's time when the snapshot was taken. */
  readonly taken: Date;
  readonly clock: TestMode['clock'];
}

/** Above this size of all tables together, emptying them at a blow is quicker than row by row. */
const LARGE_BYTES = 16 * 1024 * 1024;

/**
 * Puts the org's schema back to a snapshot, with its jobs; an import that runs is cut off. Tables and columns that are newer than
 * the snapshot are empty afterwards, or have their defaults. The transaction must have taken the org (`takeOrg`). Throws `notFound`.
 */
export async function restoreSnapshot(tx: Transaction, org: string, name: string): Promise<Restored> {
  const [snapshot] = await tx.query<SnapshotRow>(sql`
    SELECT id, taken, clock, lanes, tables, sequences, jobs FROM headwater_test.snapshots
    WHERE org = ${org} AND name = ${name}`);
  if (snapshot === undefined) throw notFound(name === BASELINE ? 'baseline' : name, 'Snapshot');
  const { tables } = await readOrgTables(tx);
  const filled = await filledTables(tx, snapshot.id);
  await removeOrgJobs(tx, org);
  const statements = [
    ...emptying(tables),
    ...tables.filter((table) => filled.has(table.name)).map((table) => filling(table, snapshot)),
    ...Object.entries(snapshot.sequences).map(settingSequence),
  ];
  await tx.execute(sql`${raw(statements.join(';\n'))}`);
  await restoreLanes(tx, org, snapshot.lanes);
  await tx.execute(sql`DELETE FROM headwater_test.import_faults WHERE org = ${org}`);
  await addOrgJobs(tx, snapshot.jobs);
  return { taken: snapshot.taken, clock: snapshot.clock };
}

async function filledTables(tx: Transaction, snapshotId: number): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly name: string }>(
    sql`SELECT DISTINCT table_name AS name FROM headwater_test.snapshot_rows WHERE snapshot_id = ${snapshotId}`,
  );
  return new Set(rows.map(({ name }) => name));
}

function emptying(tables: readonly OrgTable[]): readonly string[] {
  const names = tables.map(({ name }) => pg.escapeIdentifier(name));
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  if (bytes > LARGE_BYTES) return [`TRUNCATE ${names.join(', ')}`];
  return names.reverse().map((name) => `DELETE FROM ${name}`);
}

function filling({ name, columns }: OrgTable, snapshot: SnapshotRow): string {
  const kept = snapshot.tables[name] ?? [];
  const known = columns.filter((column) => kept.includes(column.name));
  const names = known.map((column) => pg.escapeIdentifier(column.name));
  const values = known.map((column) => `content[${kept.indexOf(column.name) + 1}]::${column.type}`);
  return `INSERT INTO ${pg.escapeIdentifier(name)} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM headwater_test.snapshot_rows
    WHERE snapshot_id = ${snapshot.id} AND table_name = ${pg.escapeLiteral(name)}`;
}

function settingSequence([name, [value, called]]: readonly [string, readonly [string, boolean]]): string {
  const sequence = pg.escapeLiteral(pg.escapeIdentifier(name));
  return `SELECT setval(${sequence}::regclass, ${pg.escapeLiteral(value)}::bigint, ${called})`;
}

async function restoreLanes(tx: Transaction, org: string, lanes: Readonly<Record<string, number>>): Promise<void> {
  await tx.execute(sql`DELETE FROM headwater_test.id_lanes WHERE org = ${org}`);
  await tx.execute(sql`
    INSERT INTO headwater_test.id_lanes (org, lane, epoch)
    SELECT ${org}, key, value::integer FROM jsonb_each_text(${JSON.stringify(lanes)}::jsonb)`);
}
