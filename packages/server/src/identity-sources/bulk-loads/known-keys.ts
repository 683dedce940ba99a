import type { ImportClass } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** Those of the keys (see `StagedItems`) that are live people, groups, memberships or devices of the source now. */
export async function knownKeys(
  tx: Transaction,
  sourceId: string,
  importClass: ImportClass,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly key: string }>(lookUp(importClass, sourceId, keys));
  return new Set(rows.map(({ key }) => key));
}

function lookUp(importClass: ImportClass, sourceId: string, keys: readonly string[]): Sql {
  switch (importClass) {
    case 'users':
      return sql`
        SELECT external_id AS key FROM source_users
        WHERE source_id = ${sourceId} AND external_id = ANY(${keys}) AND status <> 'DEPROVISIONED'`;
    case 'groups':
      return sql`SELECT external_id AS key FROM groups WHERE source_id = ${sourceId} AND external_id = ANY(${keys})`;
    case 'devices':
      return sql`SELECT external_id AS key FROM devices WHERE source_id = ${sourceId} AND external_id = ANY(${keys})`;
    case 'memberships':
      return sql`
        SELECT pair.key
        FROM unnest(${keys}::text[]) AS pair (key)
          JOIN groups ON groups.source_id = ${sourceId} AND groups.external_id = pair.key::json ->> 0
          JOIN source_users AS person ON person.source_id = ${sourceId} AND person.external_id = pair.key::json ->> 1
          JOIN source_memberships AS membership
            ON membership.group_id = groups.id AND membership.source_user_id = person.id`;
  }
}
