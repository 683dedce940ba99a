import { ApiError, isId } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Org } from '../../../orgs/org.ts';
import { findSourceGroup, type GroupPath } from '../groups/source-group.ts';

/** One page of the members of a group. */
export interface MemberPage {
  /** In the order in which the source got to know them. */
  readonly memberExternalIds: readonly string[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

/**
 * Lists the live people whom the source put into a group, those who wait for confirmation included. A page costs what it shows, however
 * large the group is. Throws what `findSourceGroup` throws, and `invalidPaging`.
 * @param after `next` of the page before
 */
export function listMembers(org: Org, path: GroupPath, size: number, after: string | undefined): Promise<MemberPage> {
  if (after !== undefined && !isId('sourceUser', after)) {
    throw new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
  }
  return org.read(async (tx) => {
    const { group } = await findSourceGroup(tx, org, path);
    const rows = await tx.query<{ readonly id: string; readonly externalId: string }>(sql`
      SELECT person.id, person.external_id AS "externalId"
        FROM source_memberships AS membership JOIN source_users AS person ON person.id = membership.source_user_id
       WHERE membership.group_id = ${group.id} AND membership.source_user_id > ${after ?? ''}
         AND person.status <> 'DEPROVISIONED'
       ORDER BY membership.source_user_id LIMIT ${size + 1}`);
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return { memberExternalIds: page.map(({ externalId }) => externalId), next: last?.id ?? null };
  });
}
