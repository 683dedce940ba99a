import { type CreateUserRequest, type UserStatus, validationFailed } from '@headwater/protocol';
import type { NewUser } from './create-user.ts';
import { hashPassword } from './password.ts';
import { defaultUserTypeId } from './user.ts';

/** What the query of a creation says about the new user. */
export interface CreationOptions {
  readonly activate?: boolean | undefined;
  readonly provider?: boolean | undefined;
  readonly nextLogin?: 'changePassword' | undefined;
}

/**
 * The user that a creation asks for (identity-sources-api 7.3): with a password it is ACTIVE, or PASSWORD_EXPIRED where it must be
 * changed first; without one PROVISIONED; and STAGED where it is not to be activated. Throws `validationFailed` for what is not
 * possible here.
 */
export async function readNewUser(
  org: { readonly id: string },
  { activate = true, provider, nextLogin }: CreationOptions,
  body: CreateUserRequest,
): Promise<NewUser> {
  const password = body.credentials?.password?.value;
  if (provider === true) throw validationFailed('provider', ['provider: There is no other provider than OKTA']);
  if (nextLogin !== undefined && (password === undefined || !activate)) {
    throw validationFailed('nextLogin', ['nextLogin: needs a password and activate=true']);
  }
  if (body.type !== undefined && body.type.id !== defaultUserTypeId(org.id) && body.type.id !== 'default') {
    throw validationFailed('type', [`type: There is no user type ${body.type.id}`]);
  }
  const { profile } = body;
  if (password === undefined) return { profile, status: activate ? 'PROVISIONED' : 'STAGED' };
  const active: UserStatus = nextLogin === undefined ? 'ACTIVE' : 'PASSWORD_EXPIRED';
  return { profile, status: activate ? active : 'STAGED', passwordHash: await hashPassword(password) };
}
