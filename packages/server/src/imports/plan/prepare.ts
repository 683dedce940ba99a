import type { ImportReason, Profile, ProfileValue } from '@headwater/protocol';
import { emailKey, loginKey, nameKey } from '../../directory/keys.ts';
import { isViolation } from '../../directory/profile-schemas/violation.ts';
import { show } from '../../mappings/convert-value.ts';
import type { Intent } from '../fold.ts';
import { keyHash } from '../key-hash.ts';
import type { CompiledBasis } from './basis.ts';
import { exactKeyOf } from './exact-key.ts';
import type { UserKeys } from './planned-record.ts';
import type { SourceUserView } from './slice.ts';

/** An upsert after everything that needs no look-up of users: source profile, login and mapped values. */
export type Prepared = Unchanged | Rejected | Ready;

/** The same upload as last time, under the same settings, of a person who is linked. */
export interface Unchanged {
  readonly kind: 'unchanged';
  readonly intent: Intent;
  readonly sourceUser: SourceUserView;
}

/** A record that cannot be applied, whatever the directory holds. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly intent: Intent;
  readonly sourceUser: SourceUserView | undefined;
  readonly reason: ImportReason;
  readonly notes: readonly ImportReason[];
}

export interface Ready {
  readonly kind: 'ready';
  readonly intent: Intent;
  readonly sourceUser: SourceUserView | undefined;
  readonly notes: readonly ImportReason[];
  /** The source profile after the upload. */
  readonly profile: Profile;
  /** Old values of the source attributes that change; none for somebody new. */
  readonly before: Profile;
  readonly fingerprint: number | null;
  readonly login: string;
  readonly keys: UserKeys;
  /** What the exact-match criteria compare; null where a compared value is missing. */
  readonly exactKey: string | null;
  /** Mapped values, login included: for people who are linked already without the create-only attributes. */
  readonly values: Profile;
  readonly violations: readonly ImportReason[];
}

const NOTHING: Profile = {};

/** Prepares one upsert. `reported` collects unknown attribute names, each worth one warning per session. */
export function prepareUpsert(
  intent: Intent,
  sourceUser: SourceUserView | undefined,
  basis: CompiledBasis,
  reported: Set<string>,
): Prepared {
  const fingerprint = fingerprintOf(intent, basis);
  if (sourceUser !== undefined && isUnchanged(sourceUser, fingerprint, basis)) {
    return { kind: 'unchanged', intent, sourceUser };
  }
  const notes: ImportReason[] = [];
  if (intent.others.length > 0) notes.push({ code: 'duplicateInSession', data: { count: intent.others.length + 1 } });
  const parsed = parseUpload(intent, sourceUser, basis, reported, notes);
  if ('reason' in parsed) return { kind: 'rejected', intent, sourceUser, reason: parsed.reason, notes };
  const { profile } = parsed;
  const linked = isLinked(sourceUser) ? sourceUser?.linkedUsers : undefined;
  const login = basis.compiledMapping.login(profile, linked);
  if ('reason' in login) {
    return { kind: 'rejected', intent, sourceUser, reason: { ...login.reason, code: 'loginMissing' }, notes };
  }
  const mapped = basis.compiledMapping.map(profile, login.login, !isLinked(sourceUser), linked);
  const { values } = mapped;
  const keys = keysOf(values);
  return {
    kind: 'ready',
    intent,
    sourceUser,
    notes: [...notes, ...mapped.warnings],
    profile,
    before: sourceUser === undefined ? NOTHING : changedFrom(sourceUser.profile, profile),
    fingerprint,
    login: login.login,
    keys,
    exactKey: exactKeyOf(basis.settings, keys, values),
    values,
    violations: [...loginViolations(basis, login.login), ...mapped.violations],
  };
}

/** What tells an upload from the last one under the same settings; null where it must be evaluated each time. */
export function fingerprintOf({ action, line }: Intent, basis: CompiledBasis): number | null {
  if (action !== 'upsert' || line === undefined || !basis.compiledMapping.isRepeatable) return null;
  return keyHash(line, basis.seed);
}

function isUnchanged(sourceUser: SourceUserView, fingerprint: number | null, basis: CompiledBasis): boolean {
  if (fingerprint === null || sourceUser.fingerprint !== fingerprint || sourceUser.status !== 'ACTIVE') return false;
  return !basis.reactivates || (sourceUser.userStatus !== 'SUSPENDED' && sourceUser.userStatus !== 'DEPROVISIONED');
}

/** Whether the record holds a user. One that lost its user to another record of the source is matched like a new one. */
export function isLinked(sourceUser: SourceUserView | undefined): boolean {
  return sourceUser?.status === 'ACTIVE' && sourceUser.userId !== null;
}

/** Keys of a user with these values. */
export function keysOf(values: Profile): UserKeys {
  return {
    login: loginKey(text(values.login) ?? ''),
    email: emailKey(text(values.email)),
    name: nameKey(text(values.firstName), text(values.lastName)),
  };
}

function text(value: ProfileValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function loginViolations(basis: CompiledBasis, login: string): readonly ImportReason[] {
  const violation = basis.userAttributes.check('login', login);
  if (violation === null) return [];
  const { detail, rule } = violation;
  return [
    { code: 'userValueInvalid', data: { attribute: 'login', value: show(login), rule: detail, constraint: rule } },
  ];
}

/** The source profile that the upload leads to, or the first rule of the source schema that it breaks. */
function parseUpload(
  intent: Intent,
  sourceUser: SourceUserView | undefined,
  basis: CompiledBasis,
  reported: Set<string>,
  notes: ImportReason[],
): { readonly profile: Profile } | { readonly reason: ImportReason } {
  const { sourceAttributes } = basis;
  const uploaded = intent.profile;
  const names = Object.keys(uploaded);
  if (names.length === 0) return { reason: { code: 'emptyProfile' } };
  const keep = basis.settings.absentAttributes === 'merge' ? (sourceUser?.profile ?? {}) : {};
  const profile: Record<string, ProfileValue> = { ...keep };
  for (const name of names) {
    const incoming = uploaded[name] ?? null;
    const attribute = sourceAttributes.attributes.get(name);
    if (attribute === undefined) {
      if (!reported.has(name)) notes.push({ code: 'unknownAttribute', data: { attribute: name } });
      reported.add(name);
    } else if (incoming === null) {
      delete profile[name];
    } else {
      const value = attribute.parse(incoming);
      const violation = isViolation(value) ? value : attribute.check(value);
      if (violation !== null) {
        const data = { attribute: name, value: show(incoming), rule: violation.detail, constraint: violation.rule };
        return { reason: { code: 'sourceValueInvalid', data } };
      }
      profile[name] = value as ProfileValue;
    }
  }
  const [missing] = sourceAttributes.missingRequired(profile);
  if (missing === undefined) return { profile };
  return { reason: { code: 'sourceValueMissing', data: { attribute: missing.attribute } } };
}

/** Old values of what differs, null where there was none. */
function changedFrom(before: Profile, after: Profile): Profile {
  const changed: Record<string, ProfileValue> = {};
  for (const name of Object.keys(after)) {
    if (!sameValue(before[name], after[name])) changed[name] = before[name] ?? null;
  }
  for (const name of Object.keys(before)) {
    if (after[name] === undefined) changed[name] = before[name] ?? null;
  }
  return changed;
}

/** Null and absence are the same; lists are compared by content. */
export function sameValue(left: ProfileValue | undefined, right: ProfileValue | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) return JSON.stringify(left) === JSON.stringify(right);
  return (left ?? null) === (right ?? null);
}
