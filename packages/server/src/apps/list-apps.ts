import { ApiError, isId } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { type App, allApps } from './app.ts';
import { readAppFilter } from './app-filter.ts';

export interface AppQuery {
  /** Beginning of a name or label, in any letter case. */
  readonly q?: string | undefined;
  readonly filter?: string | undefined;
  readonly after?: string | undefined;
}

export interface AppPage {
  readonly apps: readonly App[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

/**
 * One page of the org's apps, oldest first (identity-sources-api 7.1). An org has few of them: all are read, whatever is asked for.
 * Throws `invalidSearch` and `invalidPaging`.
 */
export async function listApps(tx: Transaction, query: AppQuery, size: number): Promise<AppPage> {
  const { after, q } = query;
  if (after !== undefined && !isId('identitySource', after)) {
    throw new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
  }
  const filter = query.filter === undefined ? undefined : readAppFilter(query.filter);
  const appsOf = await appsOfUsers(tx, filter?.userIds ?? []);
  const found = (await allApps(tx)).filter(
    (app) =>
      (after === undefined || app.id > after) &&
      (q === undefined || beginsWith(app, q)) &&
      (filter === undefined || filter.matches(app, (userId) => appsOf.get(userId) ?? new Set())),
  );
  const apps = found.slice(0, size);
  return { apps, next: found.length > size ? (apps.at(-1)?.id ?? null) : null };
}

function beginsWith({ name, label }: App, q: string): boolean {
  const start = q.toLowerCase();
  return name.toLowerCase().startsWith(start) || label.toLowerCase().startsWith(start);
}

/** Ids of the apps that users are assigned to: the sources they are linked to. */
async function appsOfUsers(
  tx: Transaction,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  if (userIds.length === 0) return found;
  const rows = await tx.query<{ readonly userId: string; readonly sourceId: string }>(sql`
    SELECT user_id AS "userId", source_id AS "sourceId" FROM source_users
     WHERE user_id = ANY(${[...userIds]}::text[]) AND status = 'ACTIVE'`);
  for (const { userId, sourceId } of rows) {
    const apps = found.get(userId) ?? new Set();
    found.set(userId, apps.add(sourceId));
  }
  return found;
}
