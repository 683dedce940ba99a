import { type Ids, type Profile, type ProfileValue, type UserStatus, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { userKeys } from '../keys.ts';
import { type CompiledSchema, compileSchema } from '../profile-schemas/compile-schema.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { claimUniqueValues } from '../profile-schemas/unique-values.ts';
import { describeViolation } from '../profile-schemas/violation.ts';
import { creationOf, recordChange } from './record-change.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';

export interface NewUser {
  readonly profile: Profile;
  /** Default STAGED. */
  readonly status?: UserStatus;
  /** Whether a password is set as well; kept elsewhere. Default false. */
  readonly hasPassword?: boolean;
  /** Default: a new one. */
  readonly id?: string;
}

const TAKEN = 'An object with this field already exists in the current organization';

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
  if (conflict !== undefined) throw validationFailed(conflict.attribute, [`${conflict.attribute}: ${TAKEN}`]);
  const row = await insertUser(tx, context.at, id, profile, user);
  if (row === undefined) throw validationFailed('login', [`login: ${TAKEN}`]);
  await recordChange(tx, context, {
    userId: id,
    type: 'user.lifecycle.create',
    profile: creationOf(profile),
    status: [null, row.status],
  });
  return row;
}

/** The profile to store: valid, with defaults, without nulls. */
function completeProfile(schema: CompiledSchema, given: Profile): Profile {
  const unknown = Object.keys(given).filter((name) => !schema.attributes.has(name));
  if (unknown.length > 0) {
    throw validationFailed(
      'newUser',
      unknown.map((name) => `Property name '${name}' is not defined in profile`),
    );
  }
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
  const [row] = await tx.query<UserRow>(sql`
    INSERT INTO users (id, status, login_key, email_key, name_key, profile, created, activated, status_changed, last_updated,
                       password_changed)
    VALUES (${id}, ${status}, ${keys.loginKey}, ${keys.emailKey}, ${keys.nameKey}, ${JSON.stringify(profile)}, ${at},
            ${activated}, ${activated}, ${at}, ${user.hasPassword === true ? at : null})
    ON CONFLICT ON CONSTRAINT users_login_key DO NOTHING
    RETURNING ${USER_COLUMNS}`);
  return row;
}
