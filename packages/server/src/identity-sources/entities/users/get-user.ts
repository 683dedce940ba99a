import { notFound, type SourceUser } from '@headwater/protocol';
import { loadProfileSchema } from '../../../directory/profile-schemas/load-profile-schema.ts';
import type { Org } from '../../../orgs/org.ts';
import { getIdentitySource } from '../../identity-source.ts';
import { findSourceUser, toSourceUser } from './source-user.ts';
import { externalIdOfPath } from './stage-user.ts';
import type { UserPath } from './write-user.ts';

/** A person as the source knows them. Throws `notFound` for an unknown source, and for somebody unknown or deleted. */
export function getUser(org: Org, { sourceId, externalId }: UserPath): Promise<SourceUser> {
  const kept = externalIdOfPath(org.choices, externalId);
  return org.read(async (tx) => {
    const user = await findSourceUser(tx, sourceId, kept);
    if (user !== undefined) return toSourceUser(user, await loadProfileSchema(tx, sourceId));
    await getIdentitySource(tx, sourceId);
    throw notFound(externalId, 'AppUser');
  });
}
