import { notFound, type SourceUser } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { keptSchema, schemaVersion } from '../../../directory/profile-schemas/kept-schemas.ts';
import type { Org } from '../../../orgs/org.ts';
import { getIdentitySource } from '../../identity-source.ts';
import { liveSourceUser, type SourceUserRow, toSourceUser } from './source-user.ts';
import { externalIdOfPath } from './stage-user.ts';
import type { UserPath } from './write-user.ts';

/** A person as the source knows them. Throws `notFound` for an unknown source, and for somebody unknown or deleted. */
export function getUser(org: Org, { sourceId, externalId }: UserPath): Promise<SourceUser> {
  const kept = externalIdOfPath(org.choices, externalId);
  return org.read(
    async (tx) => {
      const [user] = await tx.query<SourceUserRow & { readonly version: string }>(
        liveSourceUser(sourceId, kept, sql`, ${schemaVersion(sourceId)} AS version`),
      );
      if (user !== undefined) return toSourceUser(user, await keptSchema(tx, org, sourceId, user.version));
      await getIdentitySource(tx, sourceId);
      throw notFound(externalId, 'AppUser');
    },
    { brief: true },
  );
}
