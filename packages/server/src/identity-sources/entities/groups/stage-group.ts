import { ApiError, type Choices, EXTERNAL_ID_LENGTH, GROUP_LENGTHS, validationFailed } from '@headwater/protocol';
import { isRecord } from '../../../json/is-record.ts';
import { stageGroupProfile } from '../../bulk-loads/stage-groups.ts';
import { refuseOthers, stageText } from '../../bulk-loads/stage-text.ts';
import { readExternalId } from '../../external-id.ts';

/** One group of a call, checked as the items of a load are; what is absent was not sent. */
export interface StagedGroup {
  readonly externalId: string;
  readonly profile: Readonly<Record<string, string | null>>;
}

/** Checks the body of the creation of a group. Throws `malformedBody`, or `validationFailed` that names each field at fault. */
export function stageNewGroup(choices: Choices, body: unknown): StagedGroup {
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const causes: string[] = [];
  const externalId = readExternalId(choices, body.externalId, 'externalId', EXTERNAL_ID_LENGTH.group, causes);
  const { displayName, description } = stageGroupProfile(body.profile, 'profile', { choices }, causes);
  refuse(causes);
  return { externalId, profile: description === undefined ? { displayName } : { displayName, description } };
}

/**
 * Checks the body of the update of a group, in which the name may be absent. Errors as {@link stageNewGroup}.
 * @param known the external id of the group; a body may repeat it
 */
export function stageGroupUpdate(choices: Choices, body: unknown, known: string): StagedGroup {
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const causes: string[] = [];
  if (body.externalId !== undefined) {
    const externalId = readExternalId(choices, body.externalId, 'externalId', EXTERNAL_ID_LENGTH.group, causes);
    if (externalId !== '' && externalId !== known) {
      causes.push('externalId: The external id cannot be changed; leave it out, or send that of the group');
    }
  }
  const profile = stageChanges(choices, body.profile, causes);
  refuse(causes);
  return { externalId: known, profile };
}

function stageChanges(choices: Choices, value: unknown, causes: string[]): StagedGroup['profile'] {
  if (!isRecord(value)) {
    const missing = value === undefined || value === null;
    causes.push(`profile: The field ${missing ? 'cannot be left blank' : 'must be an object'}`);
    return {};
  }
  const rules = { choices };
  if (choices.unknownAttributes === 'reject') refuseOthers(value, NAMES, 'profile', causes);
  const profile: Record<string, string | null> = {};
  for (const [name, longest] of Object.entries(GROUP_LENGTHS)) {
    if (value[name] === undefined) continue;
    const rule = { longest, required: name === 'displayName' };
    profile[name] = stageText(value[name], `profile.${name}`, rule, rules, causes) ?? null;
  }
  return profile;
}

const NAMES: ReadonlySet<string> = new Set(Object.keys(GROUP_LENGTHS));

function refuse(causes: readonly string[]): void {
  if (causes.length > 0) throw validationFailed(causes[0]?.split(/[.:]/)[0] ?? '', causes);
}
