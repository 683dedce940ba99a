import type { ImportReason, LinkEffect, MatchKind, Profile, ProfileValue, UserStatus } from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import { emptyRecord, isEmpty, rejectedRecord } from './empty-record.ts';
import { ownsUser } from './ownership.ts';
import type { PlannedRecord, SourceChange, UserChange } from './planned-record.ts';
import { keysOf, type Ready, sameValue } from './prepare.ts';
import { reviveUser } from './revive-user.ts';
import type { DirectorySlice, UserView } from './slice.ts';
import { uniqueViolation } from './unique-values.ts';

/** How the record comes to the user: linked before (both null), or linked by this record. */
interface Linking {
  readonly effect: Exclude<LinkEffect, 'created'> | null;
  readonly match: MatchKind | null;
}

interface ProfileEffect {
  readonly before: Profile;
  readonly after: Profile | undefined;
  /** Anything that fails the record whole. */
  readonly refusal: ImportReason | undefined;
  /** A login that could not be given; the other attributes apply. */
  readonly loginError: ImportReason | undefined;
}

const NO_PROFILE_EFFECT: ProfileEffect = { before: {}, after: undefined, refusal: undefined, loginError: undefined };

/** Applies an upsert to the user it is, or becomes, linked to (import-semantics 2.4 steps 5 and 6, 2.7). */
export function planLink(
  record: Ready,
  user: UserView,
  linking: Linking,
  slice: DirectorySlice,
  basis: CompiledBasis,
): PlannedRecord {
  const owned = ownsUser(basis, user);
  const revival = owned ? reviveUser(user, linking, basis) : { lifecycle: null, status: undefined, notes: [] };
  const reachable = owned && (user.status !== 'DEPROVISIONED' || revival.lifecycle !== null);
  const effect = reachable ? profileEffect(record, user, slice, basis) : NO_PROFILE_EFFECT;
  if (effect.refusal !== undefined) return { ...rejectedRecord(record, effect.refusal), userId: user.id };

  const notes = [...record.notes, ...revival.notes, ...remarks(user, linking, owned, basis)];
  const source = sourceChange(record, linking, notes.length === 0 && effect.loginError === undefined);
  const change = userChange(user, effect, revival.status, linking);
  const touched = source !== null || change !== null;
  return {
    ...emptyRecord(record),
    outcome: effect.loginError !== undefined ? 'error' : outcomeOf(record, touched),
    match: linking.match,
    link: linking.effect,
    lifecycle: revival.lifecycle,
    reason: effect.loginError ?? null,
    notes,
    userId: user.id,
    source,
    user: change,
    exactKey: null,
  };
}

function outcomeOf(record: Ready, touched: boolean): 'added' | 'updated' | 'unchanged' {
  if (record.sourceUser === undefined) return 'added';
  return touched ? 'updated' : 'unchanged';
}

/** Null where the source user stays exactly as it is. */
function sourceChange(record: Ready, linking: Linking, clean: boolean): SourceChange | null {
  const { sourceUser } = record;
  const fingerprint = clean ? record.fingerprint : null;
  const profileStays = isEmpty(record.before) && sourceUser !== undefined;
  if (profileStays && linking.effect === null && sourceUser.status === 'ACTIVE') return null;
  return {
    version: sourceUser?.version,
    status: 'ACTIVE',
    matchType: null,
    before: record.before,
    after: profileStays ? undefined : record.profile,
    fingerprint,
  };
}

/** A new link is a change of the user too, even where nothing else of it changes. */
function userChange(
  user: UserView,
  effect: ProfileEffect,
  status: UserStatus | undefined,
  linking: Linking,
): UserChange | null {
  if (effect.after === undefined && status === undefined && linking.effect === null) return null;
  const keys = effect.after === undefined ? undefined : keysOf({ ...user.profile, ...effect.after });
  return { version: user.version, status, before: effect.before, after: effect.after, keys };
}

/** What the mapping changes of the user's profile. */
function profileEffect(record: Ready, user: UserView, slice: DirectorySlice, basis: CompiledBasis): ProfileEffect {
  const before: Record<string, ProfileValue> = {};
  const after: Record<string, ProfileValue> = {};
  let loginError: ImportReason | undefined;
  for (const [name, value] of Object.entries(record.values)) {
    if (basis.compiledMapping.createOnly.has(name) || sameValue(user.profile[name], value)) continue;
    if (name === 'login' && isTaken(record, user, slice)) {
      loginError = notUnique(record, slice);
      continue;
    }
    before[name] = user.profile[name] ?? null;
    after[name] = value;
  }
  const [violation] = record.violations;
  if (isEmpty(after)) return { ...NO_PROFILE_EFFECT, refusal: violation, loginError };
  const refusal = violation ?? missing(user, after, basis) ?? uniqueViolation(after, user.id, slice, basis);
  return { before, after, refusal, loginError };
}

function isTaken(record: Ready, user: UserView, slice: DirectorySlice): boolean {
  const holder = slice.userByLogin(record.keys.login);
  return holder !== undefined && holder.id !== user.id;
}

function notUnique(record: Ready, slice: DirectorySlice): ImportReason {
  const holder = slice.userByLogin(record.keys.login);
  const name = holder?.plannedHere ? (holder.heldBy ?? '') : (holder?.id ?? '');
  return { code: 'notUniqueWithinOrg', data: { attribute: 'login', value: record.login, holder: name } };
}

function missing(user: UserView, after: Profile, basis: CompiledBasis): ImportReason | undefined {
  const [first] = basis.userAttributes.missingRequired({ ...user.profile, ...after });
  return first === undefined ? undefined : { code: 'userValueMissing', data: { attribute: first.attribute } };
}

function remarks(user: UserView, linking: Linking, owned: boolean, basis: CompiledBasis): readonly ImportReason[] {
  const found: ImportReason[] = [];
  if (linking.effect === 'moved') {
    found.push({ code: 'linkMoved', data: { userId: user.id, externalId: user.heldBy ?? '' } });
  }
  if (!owned && basis.settings.profileSourcing && user.owner !== null) {
    found.push({ code: 'sourcedElsewhere', data: { sourceId: user.owner } });
  }
  return found;
}
