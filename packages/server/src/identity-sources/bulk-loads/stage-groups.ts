import { EXTERNAL_ID_LENGTH, GROUP_LENGTHS } from '@headwater/protocol';
import { readExternalId } from '../external-id.ts';
import { readObject, type StagedItems, type StageRules, stageItems } from './stage-items.ts';
import { type ProfileRules, refuseOthers, stageText } from './stage-text.ts';

/** A group's profile as it is staged; the description is absent where the upload has none. */
export interface StagedGroupProfile {
  readonly displayName: string;
  readonly description?: string | null;
}

const ATTRIBUTES: ReadonlySet<string> = new Set(['displayName', 'description']);

/**
 * Checks the body of bulk-groups-upsert and stages its groups (identity-sources-api 2.8). Attributes that groups do not have are
 * left out, or refused, as the org's switch `unknownAttributes` says. Throws what `stageItems` throws.
 */
export function stageGroups(body: unknown, rules: StageRules): StagedItems {
  return stageItems(body, 'profiles', rules, (value, path, { keys, lines, causes }) => {
    const item = readObject(value, path, causes);
    if (item === undefined) return;
    const { group: longest } = EXTERNAL_ID_LENGTH;
    const externalId = readExternalId(rules.choices, item.externalId, `${path}.externalId`, longest, causes);
    const profile = stageGroupProfile(item.profile, `${path}.profile`, rules, causes);
    keys.push(externalId);
    lines.push(JSON.stringify({ externalId, profile }));
  });
}

/** The profile of one group. Adds a sentence to `causes` for everything wrong. */
export function stageGroupProfile(
  value: unknown,
  path: string,
  rules: ProfileRules,
  causes: string[],
): StagedGroupProfile {
  if (value === undefined || value === null) causes.push(`${path}: The field cannot be left blank`);
  const profile = value === undefined || value === null ? undefined : readObject(value, path, causes);
  if (profile === undefined) return { displayName: '' };
  if (rules.choices.unknownAttributes === 'reject') refuseOthers(profile, ATTRIBUTES, path, causes);
  const read = (name: keyof typeof GROUP_LENGTHS, required: boolean) =>
    stageText(profile[name], `${path}.${name}`, { longest: GROUP_LENGTHS[name], required }, rules, causes);
  const displayName = read('displayName', true) ?? '';
  const description = read('description', false);
  return description === undefined ? { displayName } : { displayName, description };
}
