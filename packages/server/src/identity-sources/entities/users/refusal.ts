import { type ApiError, describeReason, type ImportReason, validationFailed } from '@headwater/protocol';
import { isViolation } from '../../../directory/profile-schemas/violation.ts';
import type { CompiledBasis } from '../../../imports/plan/basis.ts';
import type { StagedProfile } from '../../bulk-loads/stage-profile.ts';

/** What an import would have called a record error, as the answer to a call: 400 with a cause for each thing that is wrong. */
export function refusal(reason: ImportReason, profile: StagedProfile, basis: CompiledBasis): ApiError {
  const causes = reason.code === 'sourceValueInvalid' ? wrongValues(profile, basis) : [];
  return validationFailed('profile', causes.length > 0 ? causes : [`${fieldOf(reason)}: ${describeReason(reason)}`]);
}

/** The engine stops at the first value that breaks a rule of the source; a client wants them all. */
function wrongValues(profile: StagedProfile, { sourceAttributes }: CompiledBasis): readonly string[] {
  return Object.entries(profile).flatMap(([name, text]) => {
    const attribute = sourceAttributes.attributes.get(name);
    if (attribute === undefined || text === null) return [];
    const value = attribute.parse(text);
    const violation = isViolation(value) ? value : attribute.check(value);
    return violation === null ? [] : [`profile.${name}: The field must be ${violation.detail}`];
  });
}

/** Where in the body, or in the directory, the fault is. */
function fieldOf({ code, data }: ImportReason): string {
  switch (code) {
    case 'sourceValueMissing':
      return `profile.${data?.attribute}`;
    case 'loginHeld':
    case 'loginTakenInImport':
    case 'loginMissing':
      return 'login';
    default:
      return data?.attribute === undefined ? 'profile' : String(data.attribute);
  }
}
