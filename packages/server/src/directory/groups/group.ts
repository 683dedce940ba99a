import type { Group, GroupType } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/** A group as the directory stores it. `sourceId`: the identity source that it was imported from, for an `APP_GROUP`. */
export interface GroupRow {
  readonly id: string;
  readonly type: GroupType;
  readonly sourceId: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly created: Date;
  readonly lastUpdated: Date;
  readonly lastMembershipUpdated: Date;
}

/** The columns of a {@link GroupRow}, to select from `groups`. */
export const GROUP_COLUMNS: Sql = sql`id, type, source_id AS "sourceId", name, description, created,
  last_updated AS "lastUpdated", last_membership_updated AS "lastMembershipUpdated"`;

/**
 * The group object of the API (identity-sources-api 7.4). There are no pictures of groups, so no links to any.
 * @param origin `https://host` for links
 */
export function presentGroup(origin: string, row: GroupRow): Group {
  const self = `${origin}/api/v1/groups/${row.id}`;
  return {
    id: row.id,
    created: row.created.toISOString(),
    lastUpdated: row.lastUpdated.toISOString(),
    lastMembershipUpdated: row.lastMembershipUpdated.toISOString(),
    objectClass: ['okta:user_group'],
    type: row.type,
    profile: { name: row.name, description: row.description },
    ...(row.sourceId === null ? {} : { source: { id: row.sourceId } }),
    _links: {
      logo: [],
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
      ...(row.sourceId === null ? {} : { source: { href: `${origin}/api/v1/apps/${row.sourceId}` } }),
    },
  };
}
