import sql, { join, raw } from 'sql-template-tag';
import type { CopyValue } from '../../database/copy-text.ts';
import type { RecordContext } from './on-record.ts';

/**
 * Writes the receipt of one record: as a statement rather than by COPY, so that it travels with the others.
 * @param target the table with its columns, as for `copyInto`
 */
export async function insertReceipt({ tx }: RecordContext, target: string, row: readonly CopyValue[]): Promise<void> {
  const values = row.map((value) => (value === undefined ? null : value));
  await tx.later(sql`INSERT INTO ${raw(target)} VALUES (${join(values)})`);
}
