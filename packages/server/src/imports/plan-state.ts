import type { Profile, ProfileValue } from '@headwater/protocol';
import { uniqueClaim } from './overlay.ts';
import type { CompiledBasis } from './plan/basis.ts';
import { exactKeyOf } from './plan/exact-key.ts';
import type { PlannedRecord } from './plan/planned-record.ts';
import type { DirectorySlice, SourceUserView, UserView } from './plan/slice.ts';

/** What the directory said about the people of one chunk. */
export interface SliceData {
  readonly sourceUsers: readonly SourceUserView[];
  readonly users: readonly UserView[];
  /** Holder of each unique value, by `uniqueClaim`. */
  readonly uniqueHolders: ReadonlyMap<string, string>;
  /** External ids that the session itself deletes, of those that hold a user of the slice. */
  readonly deletedHere: ReadonlySet<string>;
}

/** A decision with the ids that its new objects get. */
export interface Decision {
  readonly record: PlannedRecord;
  readonly sourceUserId: string | null;
  readonly userId: string | null;
}

/**
 * The directory as the next record of an import finds it: the slice, with every decision made so far on top. Records are
 * decided in order, so that each sees what the ones before it do (import-semantics 2.8).
 */
export class PlanState implements DirectorySlice {
  readonly #basis: CompiledBasis;
  readonly #sourceUsers: Map<string, SourceUserView>;
  readonly #users = new Map<string, UserView>();
  readonly #byLogin = new Map<string, string>();
  readonly #byExactKey = new Map<string, Set<string>>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #uniqueHolders: Map<string, string>;
  readonly #deletedHere: ReadonlySet<string>;

  constructor(data: SliceData, basis: CompiledBasis) {
    this.#basis = basis;
    this.#sourceUsers = new Map(data.sourceUsers.map((view) => [view.externalId, view]));
    this.#uniqueHolders = new Map(data.uniqueHolders);
    this.#deletedHere = data.deletedHere;
    for (const user of data.users) this.#put(user);
  }

  sourceUser(externalId: string): SourceUserView | undefined {
    return this.#sourceUsers.get(externalId);
  }

  user(id: string): UserView | undefined {
    return this.#users.get(id);
  }

  userByLogin(key: string): UserView | undefined {
    const id = this.#byLogin.get(key);
    return id === undefined ? undefined : this.#users.get(id);
  }

  exactMatches(key: string): readonly UserView[] {
    if (this.#basis.settings.exactMatchCriteria !== 'USERNAME') return this.#views(this.#byExactKey.get(key));
    const user = this.userByLogin(key);
    return user === undefined ? [] : [user];
  }

  namesakes(key: string): readonly UserView[] {
    return this.#views(this.#byName.get(key));
  }

  holderOf(attribute: string, value: ProfileValue): string | undefined {
    const claim = uniqueClaim(attribute, value);
    return claim === undefined ? undefined : this.#uniqueHolders.get(claim);
  }

  isDeletedHere(externalId: string): boolean {
    return this.#deletedHere.has(externalId);
  }

  /** Takes a decision into account, whether it was just made or comes from an earlier chunk. */
  apply(decision: Decision): void {
    const { record, userId } = decision;
    this.#applySource(decision);
    if (userId === null) return;
    const before = this.#users.get(userId);
    if (record.link === 'created') this.#put(createdView(decision, userId, this.#basis));
    else if (before !== undefined) this.#put(changedView(before, record, this.#basis));
    this.#claimUnique(userId, record.user?.before ?? {}, record.user?.after ?? {});
  }

  #applySource({ record, userId, sourceUserId }: Decision): void {
    const { source, externalId } = record;
    if (source === null || sourceUserId === null) return;
    const before = this.#sourceUsers.get(externalId);
    this.#sourceUsers.set(externalId, {
      id: sourceUserId,
      externalId,
      status: source.status,
      userId: userId ?? before?.userId ?? null,
      matchType: source.matchType,
      profile: source.after ?? before?.profile ?? {},
      fingerprint: source.fingerprint,
      version: (before?.version ?? 0) + 1,
      userStatus: null,
    });
  }

  #claimUnique(userId: string, before: Profile, after: Profile): void {
    for (const name of this.#basis.userAttributes.unique) {
      const released = uniqueClaim(name, before[name]);
      if (released !== undefined && this.#uniqueHolders.get(released) === userId) this.#uniqueHolders.delete(released);
      const claim = uniqueClaim(name, after[name]);
      if (claim !== undefined) this.#uniqueHolders.set(claim, userId);
    }
  }

  #put(user: UserView): void {
    const before = this.#users.get(user.id);
    if (before !== undefined) this.#unlist(before);
    this.#users.set(user.id, user);
    this.#byLogin.set(user.loginKey, user.id);
    const exact = this.#exactKey(user);
    if (exact !== null) list(this.#byExactKey, exact, user.id);
    if (user.nameKey !== null) list(this.#byName, user.nameKey, user.id);
  }

  #unlist(user: UserView): void {
    if (this.#byLogin.get(user.loginKey) === user.id) this.#byLogin.delete(user.loginKey);
    const exact = this.#exactKey(user);
    if (exact !== null) this.#byExactKey.get(exact)?.delete(user.id);
    if (user.nameKey !== null) this.#byName.get(user.nameKey)?.delete(user.id);
  }

  #exactKey(user: UserView): string | null {
    const { settings } = this.#basis;
    if (settings.exactMatchCriteria === 'USERNAME') return null;
    const keys = { login: user.loginKey, email: user.emailKey, name: user.nameKey };
    return exactKeyOf(settings, keys, user.profile);
  }

  /** Oldest first, whatever order the database gave them in. */
  #views(ids: ReadonlySet<string> | undefined): readonly UserView[] {
    return [...(ids ?? [])].sort().flatMap((id) => this.#users.get(id) ?? []);
  }
}

function list(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function createdView({ record }: Decision, id: string, basis: CompiledBasis): UserView {
  const { user, externalId } = record;
  if (user?.keys === undefined || user.status === undefined)
    throw new TypeError(`Record ${record.number} creates no user`);
  return {
    id,
    status: user.status,
    loginKey: user.keys.login,
    emailKey: user.keys.email,
    nameKey: user.keys.name,
    profile: user.after ?? {},
    version: 1,
    canSignIn: false,
    superAdministrator: false,
    owner: basis.settings.profileSourcing ? basis.sourceId : null,
    heldBy: externalId,
    plannedHere: true,
  };
}

function changedView(before: UserView, record: PlannedRecord, basis: CompiledBasis): UserView {
  const { user } = record;
  const keys = user?.keys ?? { login: before.loginKey, email: before.emailKey, name: before.nameKey };
  const released = record.action === 'delete' && before.heldBy === record.externalId;
  const linked = record.link !== null || record.source?.status === 'ACTIVE';
  return {
    ...before,
    status: user?.status ?? before.status,
    loginKey: keys.login,
    emailKey: keys.email,
    nameKey: keys.name,
    profile: user?.after === undefined ? before.profile : { ...before.profile, ...user.after },
    heldBy: linked ? record.externalId : released ? null : before.heldBy,
    owner: linked && before.owner === null && basis.settings.profileSourcing ? basis.sourceId : before.owner,
  };
}
