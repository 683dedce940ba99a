import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';

/** Notes the use of something that may be used once, until it expires. False when it was used before, on whatever process. */
export async function useOnce(org: Org, id: string, expires: Date): Promise<boolean> {
  const added = await org.transaction((tx) =>
    tx.execute(sql`INSERT INTO oauth_used (id, expires) VALUES (${id}, ${expires}) ON CONFLICT (id) DO NOTHING`),
  );
  return added === 1;
}

/** Whether it was used. */
export async function wasUsed(org: Org, id: string): Promise<boolean> {
  const found = await org.read((tx) => tx.query(sql`SELECT FROM oauth_used WHERE id = ${id}`));
  return found.length > 0;
}

/** Forgets what has expired by itself. @param now real time, as clients know it; not the org's */
export async function forgetExpiredUses(org: Org, now: Date): Promise<void> {
  await org.transaction((tx) => tx.execute(sql`DELETE FROM oauth_used WHERE expires < ${now}`));
}
