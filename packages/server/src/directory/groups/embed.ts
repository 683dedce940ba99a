import { type Group, SOURCE_APP, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { type GroupRow, presentGroup } from './group.ts';

/** What `expand` can ask for. */
const EXPANSIONS = ['stats', 'app'] as const;

export type Expansion = (typeof EXPANSIONS)[number];

type Embedded = NonNullable<Group['_embedded']>;

/** Reads `expand`, names with commas between them. Throws `validationFailed` for names that there are not. */
export function readExpand(expand: string | undefined): ReadonlySet<Expansion> {
  const names = (expand ?? '').split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !EXPANSIONS.some((known) => known === name));
  if (unknown !== undefined) {
    throw validationFailed('expand', [`expand: "${unknown}" is none of ${EXPANSIONS.join(', ')}`]);
  }
  return new Set(EXPANSIONS.filter((known) => names.includes(known)));
}

/** The group objects of the API with what `expand` asks for, looked up for all of them at once. */
export async function presentGroups(
  tx: Transaction,
  origin: string,
  groups: readonly GroupRow[],
  expand: ReadonlySet<Expansion>,
): Promise<readonly Group[]> {
  const stats = expand.has('stats') ? await readStats(tx, groups) : undefined;
  const apps = expand.has('app') ? await readApps(tx, groups) : undefined;
  return groups.map((row) => {
    const group = presentGroup(origin, row);
    if (expand.size === 0) return group;
    const app = row.sourceId === null ? undefined : apps?.get(row.sourceId);
    const { _links, ...rest } = group;
    const embedded: Embedded = {
      ...(stats === undefined
        ? {}
        : { stats: { ...stats(row.id), _links: { users: _links.users, apps: _links.apps } } }),
      ...(app === undefined ? {} : { app }),
    };
    return { ...rest, _embedded: embedded, _links };
  });
}

/** No apps are assigned to groups, none are pushed, and no group administers: these numbers are always the same. */
async function readStats(
  tx: Transaction,
  groups: readonly GroupRow[],
): Promise<(groupId: string) => Omit<NonNullable<Embedded['stats']>, '_links'>> {
  const rows = await tx.query<{ readonly group_id: string; readonly users: number }>(sql`
    SELECT group_id, count(DISTINCT user_id) AS users FROM group_users
     WHERE group_id = ANY(${groups.map(({ id }) => id)}::text[]) GROUP BY group_id`);
  const users = new Map(rows.map((row) => [row.group_id, row.users]));
  return (groupId) => ({
    usersCount: users.get(groupId) ?? 0,
    appsCount: 0,
    groupPushMappingsCount: 0,
    hasAdminPrivilege: false,
  });
}

interface SourceRow {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly created: Date;
  readonly last_updated: Date;
}

/** The sources of groups, as far as the Apps API and this one say the same of an app. */
async function readApps(
  tx: Transaction,
  groups: readonly GroupRow[],
): Promise<ReadonlyMap<string, NonNullable<Embedded['app']>>> {
  const ids = [...new Set(groups.flatMap(({ sourceId }) => sourceId ?? []))];
  const rows = await tx.query<SourceRow>(
    sql`SELECT id, label, status, created, last_updated FROM identity_sources WHERE id = ANY(${ids}::text[])`,
  );
  return new Map(
    rows.map(({ id, label, status, created, last_updated }) => [
      id,
      {
        id,
        name: SOURCE_APP,
        label,
        status,
        created: created.toISOString(),
        lastUpdated: last_updated.toISOString(),
      },
    ]),
  );
}
