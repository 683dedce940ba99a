import type { ImportReason, MatchKind } from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import type { Ready } from './prepare.ts';
import type { DirectorySlice, UserView } from './slice.ts';

/** Who a record that is not linked yet is in the directory. */
export interface Match {
  readonly kind: MatchKind;
  /** The users that match; one, several for a person to choose from, or none. */
  readonly users: readonly UserView[];
  /** Why it is a conflict. */
  readonly reason?: ImportReason;
}

/**
 * Matches by the criteria of the source (import-semantics 2.4 step 4): exact, else partial where allowed, else nobody. Users
 * who are linked to another live record of the source are no candidates: an exact match with only such users is a conflict,
 * while namesakes are simply other people.
 */
export function matchRecord(record: Ready, slice: DirectorySlice, basis: CompiledBasis): Match {
  const exact = record.exactKey === null ? [] : slice.exactMatches(record.exactKey);
  const free = exact.filter((user) => isFree(user, record, slice));
  if (free.length > 0) return { kind: 'exact', users: free };
  const [taken] = exact;
  if (taken !== undefined) return { kind: 'conflict', users: [], reason: linkedElsewhere(record, taken) };
  const holder = slice.userByLogin(record.keys.login);
  const partial = basis.settings.allowPartialMatch ? namesakes(record, slice) : [];
  if (partial.length > 0) return { kind: 'partial', users: partial };
  if (holder !== undefined) return { kind: 'conflict', users: [], reason: loginHeld(record, holder) };
  return { kind: 'none', users: [] };
}

/** Not held by another record of the source, or by one that the same session deletes: then the link moves. */
function isFree(user: UserView, record: Ready, slice: DirectorySlice): boolean {
  return user.heldBy === null || user.heldBy === record.intent.externalId || slice.isDeletedHere(user.heldBy);
}

/** Same names, other login and other address, and nobody's of this source. */
function namesakes(record: Ready, slice: DirectorySlice): readonly UserView[] {
  const { login, email, name } = record.keys;
  if (name === null) return [];
  return slice
    .namesakes(name)
    .filter((user) => user.heldBy === null && user.loginKey !== login && (email === null || user.emailKey !== email));
}

function linkedElsewhere(record: Ready, user: UserView): ImportReason {
  const externalId = user.heldBy ?? '';
  if (!user.plannedHere) return { code: 'matchLinkedElsewhere', data: { userId: user.id, externalId } };
  return user.loginKey === record.keys.login
    ? loginHeld(record, user)
    : { code: 'matchTakenInImport', data: { externalId } };
}

function loginHeld(record: Ready, holder: UserView): ImportReason {
  const { login } = record;
  return holder.plannedHere
    ? { code: 'loginTakenInImport', data: { login, externalId: holder.heldBy ?? '' } }
    : { code: 'loginHeld', data: { login, userId: holder.id, status: holder.status } };
}
