import {
  ApiError,
  type Choices,
  type Profile,
  type ProfileValue,
  statusWithPassword,
  validationFailed,
} from '@headwater/protocol';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { type CompiledSchema, compileSchema } from '../profile-schemas/compile-schema.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { claimUniqueValues } from '../profile-schemas/unique-values.ts';
import { describeViolation } from '../profile-schemas/violation.ts';
import { recordChange } from '../record-change.ts';
import { refuseUnknown, valueTaken } from './refusals.ts';
import { sourcedAttributes } from './sourced-attributes.ts';
import type { UserRow } from './user.ts';
import { type UserWrite, writeUser } from './write-user.ts';

/** What somebody wants to change of a user. */
export interface UserEdit {
  /** Attributes and their values; null clears. */
  readonly profile?: Profile;
  /** Whether `profile` is the whole profile: attributes that it does not name are cleared. */
  readonly replace: boolean;
  /** The hash of a new password (`hashPassword`). */
  readonly passwordHash?: string;
}

type Changes = Readonly<Record<string, readonly [before: ProfileValue, after: ProfileValue]>>;

/**
 * Edits a user that the transaction has locked, as one new version; an edit that changes nothing writes nothing. Cleared attributes
 * get the default of their schema, as in an import. Throws
 * - `validationFailed`: unknown attributes, values that their attribute refuses, a login or unique value that another user has;
 * - `profileSourced` (403, E0000023): an identity source owns an attribute that would change (import-semantics 2.4);
 * - `wrongUserStatus` (403, E0000038): the user is deactivated, and the org keeps such profiles, or a password is set.
 */
export async function updateUser(
  tx: Transaction,
  choices: Choices,
  context: ChangeContext,
  user: UserRow,
  edit: UserEdit,
): Promise<UserRow> {
  const changes = edit.profile === undefined ? {} : await profileChanges(tx, choices, user, edit.profile, edit.replace);
  const passwordStatus = edit.passwordHash === undefined ? user.status : statusWithPassword(user.status);
  if (passwordStatus === undefined) throw new ApiError('wrongUserStatus');
  const isEdited = Object.keys(changes).length > 0;
  if (!isEdited && edit.passwordHash === undefined) return user;
  const written = await writeUser(tx, context.at, user, {
    ...(isEdited ? { profile: apply(user.profile, changes) } : {}),
    ...passwordWrite(user, passwordStatus, context.at, edit.passwordHash),
  });
  const objectId = user.id;
  if (isEdited) await recordChange(tx, context, { objectId, type: 'user.account.update_profile', profile: changes });
  if (edit.passwordHash !== undefined) {
    await recordChange(tx, context, {
      objectId,
      type: 'user.account.update_password',
      ...(passwordStatus === user.status ? {} : { status: [user.status, passwordStatus] }),
    });
  }
  return written;
}

function passwordWrite(
  user: UserRow,
  status: UserRow['status'],
  at: Date,
  passwordHash: string | undefined,
): Partial<UserWrite> {
  if (passwordHash === undefined) return {};
  return { passwordHash, status, ...(user.activated === null && status === 'ACTIVE' ? { activated: at } : {}) };
}

/** What really changes; everything about it is checked, and its unique values are claimed. */
async function profileChanges(
  tx: Transaction,
  choices: Choices,
  user: UserRow,
  given: Profile,
  replace: boolean,
): Promise<Changes> {
  const schema = compileSchema(await loadProfileSchema(tx, 'user'));
  refuseUnknown(schema, 'profile', given);
  const changes = difference(schema, user.profile, given, replace);
  if (Object.keys(changes).length === 0) return changes;
  if (user.status === 'DEPROVISIONED' && choices.deactivatedProfiles === 'kept') throw new ApiError('wrongUserStatus');
  await refuseSourced(tx, schema, user.id, changes);
  const violations = schema
    .checkProfile(apply(user.profile, changes))
    .filter(({ attribute }) => Object.hasOwn(changes, attribute));
  const [first] = violations;
  if (first !== undefined) throw validationFailed(first.attribute, violations.map(describeViolation));
  const claimed = Object.fromEntries(Object.entries(changes).map(([name, [, after]]) => [name, after]));
  const [conflict] = await claimUniqueValues(tx, [{ userId: user.id, profile: claimed }]);
  if (conflict !== undefined) throw valueTaken(conflict.attribute);
  return changes;
}

function difference(schema: CompiledSchema, stored: Profile, given: Profile, replace: boolean): Changes {
  const changes: Record<string, readonly [ProfileValue, ProfileValue]> = {};
  for (const { name } of schema.schema) {
    const before = stored[name] ?? null;
    if (!replace && given[name] === undefined) continue;
    const after = given[name] ?? schema.defaults.get(name) ?? null;
    if (JSON.stringify(before) !== JSON.stringify(after)) changes[name] = [before, after];
  }
  return changes;
}

async function refuseSourced(tx: Transaction, schema: CompiledSchema, userId: string, changes: Changes): Promise<void> {
  const sourced = await sourcedAttributes(tx, userId, schema.schema);
  const owned = Object.keys(changes).filter((name) => sourced.has(name));
  if (owned.length === 0) return;
  throw new ApiError('profileSourced', {
    causes: owned.map((name) => `${name}: The attribute is owned by an identity source`),
  });
}

/** The profile with the changes; null is not stored. */
function apply(profile: Profile, changes: Changes): Profile {
  const next: Record<string, ProfileValue> = { ...profile };
  for (const [name, [, after]] of Object.entries(changes)) {
    if (after === null) delete next[name];
    else next[name] = after;
  }
  return next;
}
