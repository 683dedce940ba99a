import type { CompiledBasis } from './basis.ts';
import type { UserView } from './slice.ts';

/**
 * Whether the importing source decides about the user's profile and status: it sources profiles, and no source of higher
 * priority holds the user (import-semantics 2.4, "User sourced elsewhere").
 */
export function ownsUser(basis: CompiledBasis, user: UserView): boolean {
  if (!basis.settings.profileSourcing) return false;
  if (user.owner === null || user.owner === basis.sourceId) return true;
  const own = basis.priorities[basis.sourceId] ?? Number.POSITIVE_INFINITY;
  return own < (basis.priorities[user.owner] ?? Number.POSITIVE_INFINITY);
}
