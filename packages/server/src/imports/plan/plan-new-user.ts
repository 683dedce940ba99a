import { nextUserStatus, type Profile, type ProfileValue } from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import { emptyRecord, rejectedRecord } from './empty-record.ts';
import type { PlannedRecord } from './planned-record.ts';
import type { Ready } from './prepare.ts';
import type { DirectorySlice } from './slice.ts';
import { uniqueViolation } from './unique-values.ts';

/** Creates a user for a record that matches nobody: staged, or activated at once (import-semantics 2.4 steps 5 and 6). */
export function planNewUser(record: Ready, slice: DirectorySlice, basis: CompiledBasis): PlannedRecord {
  const profile = newProfile(record.values, basis);
  const [violation] = record.violations;
  const [missing] = basis.userAttributes.missingRequired(profile);
  if (violation !== undefined) return rejectedRecord(record, violation);
  if (missing !== undefined) {
    return rejectedRecord(record, { code: 'userValueMissing', data: { attribute: missing.attribute } });
  }
  const duplicate = uniqueViolation(profile, null, slice, basis);
  if (duplicate !== undefined) return rejectedRecord(record, duplicate);

  const activate = basis.settings.autoActivateNewUsers;
  const status = activate ? nextUserStatus({ status: 'STAGED', canSignIn: false }, 'activate') : 'STAGED';
  return {
    ...emptyRecord(record),
    outcome: record.sourceUser === undefined ? 'added' : 'updated',
    match: 'none',
    link: 'created',
    lifecycle: activate ? 'activate' : null,
    notes: record.notes,
    userId: null,
    source: {
      version: record.sourceUser?.version,
      status: 'ACTIVE',
      matchType: null,
      before: record.before,
      after: record.profile,
      fingerprint: record.notes.length === 0 ? record.fingerprint : null,
    },
    user: { version: undefined, status, before: {}, after: profile, keys: record.keys },
    exactKey: basis.settings.exactMatchCriteria === 'USERNAME' ? null : record.exactKey,
  };
}

/** Mapped values with the schema's defaults for what is missing; null is not stored. */
function newProfile(values: Profile, basis: CompiledBasis): Profile {
  const profile: Record<string, ProfileValue> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== null && value !== undefined) profile[name] = value;
  }
  for (const [name, value] of basis.userAttributes.defaults) profile[name] ??= value;
  return profile;
}
