import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

export interface OrgColumn {
  readonly name: string;
  /** As SQL writes it. */
  readonly type: string;
}

/** A table of the org's schema, as the catalogue knows it. */
export interface OrgTable {
  readonly name: string;
  /** Without those that the database computes. */
  readonly columns: readonly OrgColumn[];
  readonly bytes: number;
}

/** What a schema holds that is not the same in every org: where its sequences stand, and rows. */
export interface OrgTables {
  /** In an order in which rows may be inserted: what is referred to comes before what refers to it. */
  readonly tables: readonly OrgTable[];
  readonly sequences: readonly string[];
}

interface TableRow extends OrgTable {
  readonly refersTo: readonly string[];
}

/** Reads the catalogue, so that what a new migration adds needs no change here. The table of migrations is no data of the org. */
export async function readOrgTables(tx: Transaction): Promise<OrgTables> {
  const tables = await tx.query<TableRow>(sql`
    SELECT relname AS name, pg_table_size(oid) AS bytes,
      (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) ORDER BY attnum)
         FROM pg_attribute
        WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
      ARRAY(SELECT target.relname::text FROM pg_constraint JOIN pg_class AS target ON target.oid = confrelid
             WHERE conrelid = class.oid AND contype = 'f' AND confrelid <> conrelid) AS "refersTo"
    FROM pg_class AS class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
      AND relname <> 'migrations'
    ORDER BY relname`);
  const sequences = await tx.query<{ readonly name: string }>(sql`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' ORDER BY relname`);
  return { tables: inOrder(tables), sequences: sequences.map(({ name }) => name) };
}

function inOrder(tables: readonly TableRow[]): readonly OrgTable[] {
  const ordered = new Map<string, OrgTable>();
  let rest = tables;
  while (rest.length > 0) {
    const open = new Set(rest.map(({ name }) => name));
    const free = rest.filter(({ refersTo }) => refersTo.every((name) => !open.has(name)));
    if (free.length === 0) throw new TypeError(`The tables ${[...open].join(', ')} refer to each other in a circle`);
    for (const { name, columns, bytes } of free) ordered.set(name, { name, columns, bytes });
    rest = rest.filter(({ name }) => !ordered.has(name));
  }
  return [...ordered.values()];
}
