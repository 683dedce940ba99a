import type { ImportReason, LinkEffect, MatchKind, Profile, ProfileValue, UserStatus } from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import { emptyRecord, isEmpty, rejectedRecord } from './empty-record.ts';
import { exactKeyOf } from './exact-key.ts';
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
  const live = user.status !== 'DEPROVISIONED' || revival.lifecycle !== null;
  const reachable = live || basis.choices.deactivatedProfiles === 'updated';
  const effect = reachable ? profileEffect(record, user, owned, slice, basis) : NO_PROFILE_EFFECT;
  if (effect.refusal !== undefined) return { ...rejectedRecord(record, effect.refusal), userId: user.id };

  const notes = [...record.notes, ...revival.notes, ...remarks(user, linking, owned, basis)];
  const source = sourceChange(record, linking, notes.length === 0 && effect.loginError === undefined);
  const change = userChange(record, user, effect, revival.status, linking);
  return {
    ...emptyRecord(record),
    outcome: effect.loginError !== undefined ? 'error' : outcomeOf(record, change),
    match: linking.match,
    link: linking.effect,
    lifecycle: revival.lifecycle,
    reason: effect.loginError ?? null,
    notes,
    userId: user.id,
    source,
    user: change,
    exactKey: givenExactKey(user, change, basis),
  };
}

/** A new fingerprint alone is no update. */
function outcomeOf(record: Ready, change: UserChange | null): 'added' | 'updated' | 'unchanged' {
  if (record.sourceUser === undefined) return 'added';
  return change === null && isEmpty(record.before) ? 'unchanged' : 'updated';
}

/** What later records of the import may match the changed user by. */
function givenExactKey(user: UserView, change: UserChange | null, { settings }: CompiledBasis): string | null {
  if (change?.keys === undefined || settings.exactMatchCriteria === 'USERNAME') return null;
  return exactKeyOf(settings, change.keys, { ...user.profile, ...change.after });
}

/** Null where the source user stays exactly as it is. */
function sourceChange(record: Ready, linking: Linking, clean: boolean): SourceChange | null {
  const { sourceUser } = record;
  const fingerprint = clean ? record.fingerprint : null;
  const profileStays = isEmpty(record.before) && sourceUser !== undefined;
  const stays = profileStays && linking.effect === null && sourceUser.status === 'ACTIVE';
  if (stays && sourceUser.fingerprint === fingerprint) return null;
  return {
    version: sourceUser?.version,
    status: 'ACTIVE',
    matchType: null,
    before: record.before,
    after: profileStays ? undefined : record.profile,
    fingerprint,
  };
}

/** A new link, or one that comes back, is a change of the user too, even where nothing else of it changes. */
function userChange(
  { sourceUser }: Ready,
  user: UserView,
  effect: ProfileEffect,
  status: UserStatus | undefined,
  linking: Linking,
): UserChange | null {
  const isHeld = linking.effect === null && sourceUser?.status === 'ACTIVE';
  if (effect.after === undefined && status === undefined && isHeld) return null;
  const keys = effect.after === undefined ? undefined : keysOf({ ...user.profile, ...effect.after });
  return { version: user.version, status, before: effect.before, after: effect.after, keys };
}

/** What the mapping changes of the user's profile; of a user owned by another source, only what overrides that source. */
function profileEffect(
  record: Ready,
  user: UserView,
  owned: boolean,
  slice: DirectorySlice,
  basis: CompiledBasis,
): ProfileEffect {
  const { createOnly, overriding } = basis.compiledMapping;
  const isWritten = (name: string) =>
    !createOnly.has(name) && (owned || (basis.settings.profileSourcing && overriding.has(name)));
  const before: Record<string, ProfileValue> = {};
  const after: Record<string, ProfileValue> = {};
  let loginError: ImportReason | undefined;
  for (const [name, mapped] of Object.entries(record.values)) {
    const value = mapped ?? basis.userAttributes.defaults.get(name) ?? null;
    if (!isWritten(name) || sameValue(user.profile[name], value)) continue;
    if (name === 'login' && isTaken(record, user, slice)) {
      loginError = notUnique(record, slice);
      continue;
    }
    before[name] = user.profile[name] ?? null;
    after[name] = value;
  }
  const violation = record.violations.find(({ data }) => isWritten(String(data?.attribute)));
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
