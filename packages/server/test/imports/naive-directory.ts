import type { IdentitySourceSettings, ImportCounters, LifecycleEffect, Profile, UserStatus } from '@headwater/protocol';
import { counts, type KnownPerson, type Upload } from '../support/import-harness.ts';

/**
 * The rules of imports once more, in memory and in plain steps (import-semantics 2.4 to 2.8, 2.10): one source, the default
 * mapping with `source.userName` as the login and a unique attribute `badge`. Knows nothing of the engine.
 */

interface Person {
  status: UserStatus;
  profile: Record<string, string>;
}

interface Known {
  status: string;
  matchType: string | null;
  user: Person | null;
  profile: Record<string, string>;
}

type Values = Readonly<Record<string, string | null>>;

interface Intent {
  readonly externalId: string;
  action: 'upsert' | 'delete';
  profile: Values;
  uploads: number;
}

export interface Verdict {
  readonly externalId: string;
  readonly outcome: string;
  readonly match: string | null;
  readonly link: string | null;
  readonly lifecycle: string | null;
}

type Decision = Partial<Omit<Verdict, 'externalId'>> & { readonly warned?: boolean };

const MAPPED = ['firstName', 'lastName', 'email', 'secondEmail', 'mobilePhone', 'badge'];
const REQUIRED = ['login', 'firstName', 'lastName', 'email'];

export class NaiveDirectory {
  readonly #settings: IdentitySourceSettings;
  readonly #people: Person[] = [];
  readonly #known = new Map<string, Known>();
  #intents: readonly Intent[] = [];

  constructor(settings: IdentitySourceSettings) {
    this.#settings = settings;
  }

  addUser(profile: Readonly<Record<string, string>>): void {
    this.#people.push({ status: 'STAGED', profile: { ...profile } });
  }

  users(): Readonly<Record<string, { status: UserStatus; profile: Profile }>> {
    return Object.fromEntries(this.#people.map((person) => [person.profile.login, person]));
  }

  people(): Readonly<Record<string, KnownPerson>> {
    return Object.fromEntries(
      [...this.#known].map(([id, known]) => [id, { ...known, user: known.user?.profile.login ?? null }]),
    );
  }

  /** Processes one session; gives what became of each record, and the counters. */
  run(uploads: readonly Upload[]): { readonly verdicts: readonly Verdict[]; readonly counters: ImportCounters } {
    const { intents, dropped } = this.#fold(uploads);
    this.#intents = intents;
    const decided: { intent: Intent; decision: Decision }[] = [];
    for (const action of ['upsert', 'delete'] as const) {
      for (const intent of intents.filter((each) => each.action === action)) {
        const decision = action === 'upsert' ? this.#upsert(intent) : this.#delete(intent.externalId);
        decided.push({ intent, decision: { ...decision, warned: decision.warned === true || intent.uploads > 1 } });
      }
    }
    const verdicts = decided.map(({ intent: { externalId }, decision: { warned: _, ...decision } }) => {
      return { externalId, outcome: 'unchanged', match: null, link: null, lifecycle: null, ...decision };
    });
    const count = (is: (verdict: Verdict) => boolean) => verdicts.filter(is).length;
    return {
      verdicts,
      counters: counts({
        scanned: verdicts.length,
        added: count(({ outcome }) => outcome === 'added'),
        updated: count(({ outcome }) => outcome === 'updated'),
        unchanged: count(({ outcome }) => outcome === 'unchanged'),
        removed: count(({ outcome }) => outcome === 'removed'),
        errors: count(({ outcome }) => outcome === 'error'),
        matched: count(({ link }) => link === 'matched' || link === 'moved'),
        unconfirmed: count(({ match, link }) => match !== null && match !== 'conflict' && link === null),
        conflicts: count(({ match }) => match === 'conflict'),
        activated: count(({ lifecycle }) => lifecycle === 'activate'),
        reactivated: count(({ lifecycle }) => lifecycle === 'reactivate' || lifecycle === 'unsuspend'),
        suspended: count(({ lifecycle }) => lifecycle === 'suspend'),
        deactivated: count(({ lifecycle }) => lifecycle === 'deactivate'),
        droppedDeletes: dropped,
        superseded: intents.reduce((sum, { uploads: times }) => sum + times - 1, 0),
        warnings: decided.filter(({ decision }) => decision.warned).length,
      }),
    };
  }

  /** Later values win, a delete forgets those before it, deletes of unknown ids never were. */
  #fold(uploads: readonly Upload[]): { readonly intents: readonly Intent[]; readonly dropped: number } {
    const intents = new Map<string, Intent>();
    let dropped = 0;
    const add = (externalId: string, action: Intent['action'], profile: Values) => {
      const intent = intents.get(externalId);
      if (intent === undefined) intents.set(externalId, { externalId, action, profile, uploads: 1 });
      else {
        intent.profile = action === 'delete' ? {} : { ...intent.profile, ...profile };
        intent.action = action;
        intent.uploads++;
      }
    };
    for (const upload of uploads) {
      if ('upserts' in upload) for (const [id, profile] of upload.upserts) add(id, 'upsert', profile as Values);
      else {
        for (const id of upload.deletes) {
          if ((this.#known.get(id)?.status ?? 'DEPROVISIONED') === 'DEPROVISIONED') dropped++;
          else add(id, 'delete', {});
        }
      }
    }
    return { intents: [...intents.values()], dropped };
  }

  /** The live record that holds a user. */
  #holder(user: Person): string | undefined {
    return [...this.#known].find(([, known]) => known.status === 'ACTIVE' && known.user === user)?.[0];
  }

  #upsert({ externalId, profile: sent }: Intent): Decision {
    const known = this.#known.get(externalId);
    const keep = this.#settings.absentAttributes === 'merge' ? (known?.profile ?? {}) : {};
    const profile = present({ ...keep, ...sent });
    const values: Values = {
      login: profile.userName ?? null,
      ...Object.fromEntries(MAPPED.map((name) => [name, profile[name] ?? null])),
    };
    const linked = known?.user ?? null;
    if (linked !== null && [undefined, externalId].includes(this.#holder(linked))) {
      return this.#link(externalId, profile, values, linked, null);
    }
    return this.#confirm(externalId, profile, values);
  }

  #confirm(externalId: string, profile: Record<string, string>, values: Values): Decision {
    const { match, users } = this.#match(externalId, values);
    const automatic = {
      exact: this.#settings.autoConfirmExactMatch,
      partial: this.#settings.autoConfirmPartialMatch,
      none: this.#settings.autoConfirmNewUsers,
      conflict: false,
    }[match];
    const [user] = users;
    if (!automatic || users.length > 1) return this.#park(externalId, profile, match);
    if (user === undefined) return this.#create(externalId, profile, values);
    return this.#link(externalId, profile, values, user, match);
  }

  #match(externalId: string, values: Values): { match: 'exact' | 'partial' | 'none' | 'conflict'; users: Person[] } {
    const exact = this.#people.filter((user) => this.#isExact(user.profile, values));
    const free = exact.filter((user) => {
      const holder = this.#holder(user);
      return holder === undefined || holder === externalId || this.#isDeletedHere(holder);
    });
    if (free.length > 0) return { match: 'exact', users: free };
    if (exact.length > 0) return { match: 'conflict', users: [] };
    const same = (name: string, user: Person) => user.profile[name] === values[name];
    const namesakes = this.#people.filter(
      (user) =>
        same('firstName', user) &&
        same('lastName', user) &&
        values.lastName !== null &&
        !same('login', user) &&
        !same('email', user) &&
        this.#holder(user) === undefined,
    );
    if (this.#settings.allowPartialMatch && namesakes.length > 0) return { match: 'partial', users: namesakes };
    const isHeld = this.#people.some((user) => same('login', user));
    return { match: isHeld ? 'conflict' : 'none', users: [] };
  }

  #isExact(profile: Readonly<Record<string, string>>, values: Values): boolean {
    const names = {
      USERNAME: ['login'],
      EMAIL: ['email'],
      USERNAME_AND_EMAIL: ['login', 'email'],
      ATTRIBUTES: this.#settings.matchAttributes,
    }[this.#settings.exactMatchCriteria];
    return names.every((name) => (values[name] ?? '') !== '' && profile[name] === values[name]);
  }

  #isDeletedHere(externalId: string): boolean {
    return this.#intents.some((intent) => intent.externalId === externalId && intent.action === 'delete');
  }

  #park(externalId: string, profile: Record<string, string>, match: string): Decision {
    const before = this.#known.get(externalId);
    const status = match === 'exact' || match === 'partial' ? 'MATCHED' : 'IMPORTED';
    const after = { status, matchType: match.toUpperCase(), user: null, profile };
    this.#known.set(externalId, after);
    if (match === 'conflict') return { outcome: 'error', match };
    if (before === undefined) return { outcome: 'added', match };
    const stays = before.status === status && before.matchType === after.matchType && equal(before.profile, profile);
    return { outcome: stays ? 'unchanged' : 'updated', match };
  }

  #create(externalId: string, profile: Record<string, string>, values: Values): Decision {
    const user: Person = { status: 'STAGED', profile: present(values) };
    if (!this.#isAcceptable(user)) return { outcome: 'error' };
    const activate = this.#settings.autoActivateNewUsers;
    if (activate) user.status = 'PROVISIONED';
    this.#people.push(user);
    const outcome = this.#known.has(externalId) ? 'updated' : 'added';
    this.#known.set(externalId, { status: 'ACTIVE', matchType: null, user, profile });
    return { outcome, match: 'none', link: 'created', lifecycle: activate ? 'activate' : null };
  }

  #link(
    externalId: string,
    profile: Record<string, string>,
    values: Values,
    user: Person,
    match: string | null,
  ): Decision {
    const known = this.#known.get(externalId);
    const revived = this.#revive(user, match);
    let after = user.profile;
    let loginTaken = false;
    if (user.status !== 'DEPROVISIONED' || revived !== null) {
      loginTaken = this.#people.some((other) => other !== user && other.profile.login === values.login);
      after = present({ ...user.profile, ...values, ...(loginTaken ? { login: user.profile.login ?? null } : {}) });
      if (!equal(after, user.profile) && !this.#isAcceptable({ ...user, profile: after }, user)) {
        return { outcome: 'error' };
      }
    }
    const holder = this.#holder(user);
    const moves = match !== null && holder !== undefined && holder !== externalId;
    if (match !== null) this.#takeFromOthers(user, externalId);
    const isSame =
      match === null && known?.status === 'ACTIVE' && equal(known.profile, profile) && equal(after, user.profile);
    user.profile = after;
    if (revived !== null) user.status = revived.status;
    this.#known.set(externalId, { status: 'ACTIVE', matchType: null, user, profile });
    const applied = known === undefined ? 'added' : isSame && revived === null ? 'unchanged' : 'updated';
    return {
      outcome: loginTaken ? 'error' : applied,
      match,
      link: match === null ? null : moves ? 'moved' : 'matched',
      lifecycle: revived?.lifecycle ?? null,
    };
  }

  /** A user has one record: whoever had the user before, deleted ones included, has it no more. */
  #takeFromOthers(user: Person, externalId: string): void {
    for (const [id, known] of this.#known) {
      if (id !== externalId && known.user === user) known.user = null;
    }
  }

  #revive(user: Person, match: string | null): { status: UserStatus; lifecycle: LifecycleEffect } | null {
    const { autoActivateNewUsers, reactivateSuspendedUsers, reactivateDeactivatedUsers } = this.#settings;
    if (user.status === 'STAGED' && match !== null && autoActivateNewUsers)
      return { status: 'PROVISIONED', lifecycle: 'activate' };
    if (user.status === 'SUSPENDED' && reactivateSuspendedUsers) return { status: 'ACTIVE', lifecycle: 'unsuspend' };
    if (user.status === 'DEPROVISIONED' && reactivateDeactivatedUsers && match !== 'partial')
      return { status: 'PROVISIONED', lifecycle: 'reactivate' };
    return null;
  }

  #isAcceptable({ profile }: Person, self?: Person): boolean {
    const badge = profile.badge ?? '';
    const isTaken = this.#people.some((other) => other !== self && badge !== '' && other.profile.badge === badge);
    return !isTaken && REQUIRED.every((name) => (profile[name] ?? '') !== '');
  }

  #delete(externalId: string): Decision {
    const known = this.#known.get(externalId);
    if (known === undefined || known.status === 'DEPROVISIONED') return {};
    const { user } = known;
    const holds = known.status === 'ACTIVE' && user !== null;
    known.status = 'DEPROVISIONED';
    known.matchType = null;
    if (!holds || user.status === 'DEPROVISIONED') return { outcome: 'removed' };
    switch (this.#settings.userOffboardingAction) {
      case 'NONE':
        return { outcome: 'removed' };
      case 'DEACTIVATE':
        user.status = 'DEPROVISIONED';
        return { outcome: 'removed', lifecycle: 'deactivate' };
      case 'SUSPEND':
        if (user.status === 'STAGED') return { outcome: 'removed', warned: true };
        if (user.status === 'SUSPENDED') return { outcome: 'removed' };
        user.status = 'SUSPENDED';
        return { outcome: 'removed', lifecycle: 'suspend' };
    }
  }
}

function present(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null));
}

function equal(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const sorted = (values: object) => JSON.stringify(Object.entries(values).sort());
  return sorted(left) === sorted(right);
}
