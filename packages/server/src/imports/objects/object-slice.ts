import sql, { join, raw } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ObjectDefinition } from './object-class.ts';
import type { ObjectView } from './plan-object.ts';

/** The objects of a source with these external ids, by external id. */
export async function readObjects(
  tx: Transaction,
  definition: ObjectDefinition,
  sourceId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, ObjectView>> {
  if (externalIds.length === 0) return new Map();
  const columns = join(definition.attributes.map(({ column }) => raw(`o.${column}`)));
  const rows = await tx.query<Readonly<Record<string, string | null>> & { readonly id: string; version: number }>(sql`
    SELECT o.id, o.external_id, o.version, ${columns} FROM ${raw(definition.table)} o
     WHERE o.source_id = ${sourceId} AND o.external_id = ANY(${externalIds}::text[])`);
  return new Map(
    rows.map((row) => [
      String(row.external_id),
      {
        id: row.id,
        version: row.version,
        values: Object.fromEntries(definition.attributes.map(({ name, column }) => [name, row[column] ?? null])),
      },
    ]),
  );
}
