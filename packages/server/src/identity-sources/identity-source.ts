import { type IdentitySourceSettings, notFound } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Party } from '../system-log/record-event.ts';

export type SourceStatus = 'ACTIVE' | 'INACTIVE';

/** An identity source: one system of record, as the org knows it (import-semantics 1.2). */
export interface IdentitySource {
  /** `0oa…` */
  readonly id: string;
  readonly label: string;
  readonly status: SourceStatus;
  readonly settings: IdentitySourceSettings;
  /** Place among the profile sources of the org: the lowest owns a user. */
  readonly priority: number;
  /** Grows with every change of label, status or settings. */
  readonly version: number;
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** The columns of `identity_sources` as an {@link IdentitySource}. */
const SOURCE_COLUMNS: Sql = sql`id, label, status, settings, priority, version, created, last_updated AS "lastUpdated"`;

/** All sources, in the order of their priority. */
export async function listIdentitySources(tx: Transaction): Promise<readonly IdentitySource[]> {
  return tx.query<IdentitySource>(sql`SELECT ${SOURCE_COLUMNS} FROM identity_sources ORDER BY priority`);
}

/** One source. Throws `notFound`. */
export async function getIdentitySource(tx: Transaction, sourceId: string): Promise<IdentitySource> {
  const [source] = await tx.query<IdentitySource>(
    sql`SELECT ${SOURCE_COLUMNS} FROM identity_sources WHERE id = ${sourceId}`,
  );
  if (source === undefined) throw notFound(sourceId, 'AppInstance');
  return source;
}

/** A source as events name it. */
export function sourceParty(source: { readonly id: string; readonly label: string }): Party {
  return { id: source.id, type: 'AppInstance', alternateId: source.label, displayName: source.label };
}
