import { ApiError, type Choices, EXTERNAL_ID_LENGTH, notFound, validationFailed } from '@headwater/protocol';
import { isRecord } from '../../../json/is-record.ts';
import { isStorable } from '../../../json/storable-text.ts';
import { type StagedProfile, stageProfile } from '../../bulk-loads/stage-profile.ts';
import { normaliseExternalId, readExternalId } from '../../external-id.ts';

/** One person of a call, checked as the items of a load are. */
export interface StagedUser {
  readonly externalId: string;
  readonly profile: StagedProfile;
}

/** What every call needs a value for, updates included (identity-sources-api 2.15). */
const REQUIRED = ['userName', 'email'] as const;

/**
 * Checks the body of a call about one person. Throws `malformedBody` for a body that is no object, `validationFailed` that names each
 * field at fault.
 * @param known the external id of the path; a body may repeat it. Undefined where the body alone gives it
 */
export function stageUser(choices: Choices, body: unknown, known?: string): StagedUser {
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const causes: string[] = [];
  const externalId =
    known !== undefined && body.externalId === undefined
      ? known
      : readExternalId(choices, body.externalId, 'externalId', EXTERNAL_ID_LENGTH.user, causes);
  if (known !== undefined && externalId !== '' && externalId !== known) {
    causes.push('externalId: The external id cannot be changed; leave it out, or send that of the path');
  }
  const profile = stageProfile(body.profile, 'profile', { choices }, causes);
  if (isRecord(body.profile)) {
    for (const name of REQUIRED) {
      const value = Object.hasOwn(profile, name) ? profile[name] : null;
      if (value === null || value === '') causes.push(`profile.${name}: The field cannot be left blank`);
    }
  }
  if (causes.length > 0) throw validationFailed(causes[0]?.split(/[.:]/)[0] ?? '', causes);
  return { externalId, profile };
}

/** The external id of a path, as it is kept. Throws `notFound` for a text that no external id can be. */
export function externalIdOfPath(choices: Choices, text: string): string {
  if (!isStorable(text)) throw notFound(text, 'AppUser');
  return normaliseExternalId(choices, text);
}
