import { type ApiError, type Profile, validationFailed } from '@headwater/protocol';
import type { CompiledSchema } from '../profile-schemas/compile-schema.ts';

const TAKEN = 'An object with this field already exists in the current organization';

/** The refusal of a value that another object has, in Okta's words (identity-sources-api 7.3). */
export function valueTaken(field: string): ApiError {
  return validationFailed(field, [`${field}: ${TAKEN}`]);
}

/** The refusal of a login that another user has. */
export function loginTaken(): ApiError {
  return valueTaken('login');
}

/** Refuses attributes that the schema does not have, in Okta's words. */
export function refuseUnknown(schema: CompiledSchema, subject: string, given: Profile): void {
  const unknown = Object.keys(given).filter((name) => !schema.attributes.has(name));
  if (unknown.length === 0) return;
  throw validationFailed(
    subject,
    unknown.map((name) => `Property name '${name}' is not defined in profile`),
  );
}
