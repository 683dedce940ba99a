import { type Ids, type Profile, type ProfileValue, type UserStatus, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { userKeys } from '../keys.ts';
import { type CompiledSchema, compileSchema } from '../profile-schemas/compile-schema.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { claimUniqueValues } from '../profile-schemas/unique-values.ts';
import { describeViolation } from '../profile-schemas/violation.ts';
import { creationOf, recordChange } from '../record-change.ts';
import { loginTaken, refuseUnknown, valueTaken } from './refusals.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';

export interface NewUser {
  readonly profile: Profile;
  /** Default STAGED. */
  readonly status?: UserStatus;
  /** The hash of a password (`hashPassword`). */
  readonly passwordHash?: string;
  /** Whether the user can sign in without a password of the directory. Default false. */
  readonly hasPassword?: boolean;
  /** Default: a new one. */
  readonly id?: string;
}

/**
 * Creates a user: checks the profile against the schema of users, fills in defaults, claims unique values, writes the row and the
 * `user.lifecycle.create` change. Throws `validationFailed` whose causes name the attributes, with Okta's texts for unknown
 * attributes and for values that another user has (identity-sources-api 7.3); roll back then.
 */
export async function createUser(tx: Transaction, ids: Ids, context: ChangeContext, user: NewUser): Promise<UserRow> {
  const schema = compileSchema(await loadProfileSchema(tx, 'user'));
  const profile = completeProfile(schema, user.profile);
  const id = user.id ?? ids.next('user');
  const [conflict] = await claimUniqueValues(tx, [{ userId: id, profile }]);
  if (conflict !== undefined) throw valueTaken(conflict.attribute);
  const row = await insertUser(tx, context.at, id, profile, user);
  if (row === undefined) throw loginTaken();
  await recordChange(tx, context, {
    objectId: id,
    type: 'user.lifecycle.create',
    profile: creationOf(profile),
    status: [null, row.status],
  });
  return row;
}

/** The profile to store: valid, with defaults, without nulls. */
function completeProfile(schema: CompiledSchema, given: Profile): Profile {
  refuseUnknown(schema, 'newUser', given);
  const present = Object.entries(given).filter(([, value]) => value !== null);
  const profile: Record<string, ProfileValue> = Object.fromEntries([...schema.defaults, ...present]);
  const violations = schema.checkProfile(profile);
  const [first] = violations;
  if (first !== undefined) throw validationFailed(first.attribute, violations.map(describeViolation));
  return profile;
}

async function insertUser(
  tx: Transaction,
  at: Date,
  id: string,
  profile: Profile,
  user: NewUser,
): Promise<UserRow | undefined> {
  const keys = userKeys(profile);
  const status = user.status ?? 'STAGED';
  const activated = status === 'STAGED' ? null : at;
  const canSignIn = user.hasPassword === true || user.passwordHash !== undefined;
  const [row] = await tx.query<UserRow>(sql`
    INSERT INTO users (id, status, login_key, email_key, name_key, profile, created, activated, status_changed, last_updated,
                       password_changed, password_hash)
    VALUES (${id}, ${status}, ${keys.loginKey}, ${keys.emailKey}, ${keys.nameKey}, ${JSON.stringify(profile)}, ${at},
            ${activated}, ${activated}, ${at}, ${canSignIn ? at : null}, ${user.passwordHash ?? null})
    ON CONFLICT ON CONSTRAINT users_login_key DO NOTHING
    RETURNING ${USER_COLUMNS}`);
  return row;
}
