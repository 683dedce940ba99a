import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { SchemaOwner } from './schema-owner.ts';

export interface SchemaTimes {
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** When the schema was made and last changed; undefined for one of an identity source that is as it was made. */
export async function readSchemaTimes(tx: Transaction, owner: SchemaOwner): Promise<SchemaTimes | undefined> {
  const [times] = await tx.query<SchemaTimes>(
    sql`SELECT created, last_updated AS "lastUpdated" FROM profile_schemas WHERE owner = ${owner}`,
  );
  return times;
}

/** Notes that the schema was changed now. */
export async function touchSchema(tx: Transaction, owner: SchemaOwner, at: Date): Promise<void> {
  await tx.execute(sql`
    INSERT INTO profile_schemas (owner, created, last_updated) VALUES (${owner}, ${at}, ${at})
    ON CONFLICT (owner) DO UPDATE SET last_updated = excluded.last_updated`);
}
