import type { Choices } from '@headwater/protocol';
import { isStorable } from '../../json/storable-text.ts';
import { type ProfileRules, refuseOthers, toText } from './stage-text.ts';

/** A profile as it is staged: text or null. */
export type StagedProfile = Readonly<Record<string, string | null>>;

/** What an org demands of a person's profile. */
export interface UserProfileRules extends ProfileRules {
  readonly choices: ProfileRules['choices'] & Pick<Choices, 'emptyProfile'>;
  /** Names of the attributes that people of the source may have; undefined where others are the import's affair. */
  readonly attributes?: ReadonlySet<string> | undefined;
}

/**
 * The profile of one upload of a person. A missing profile is refused (identity-sources-api D11); an empty one is taken, and
 * fails alone, in the import (import-semantics 2.7), unless the org's switch `emptyProfile` says otherwise. Adds a sentence to
 * `causes` for everything wrong.
 */
export function stageProfile(value: unknown, path: string, rules: UserProfileRules, causes: string[]): StagedProfile {
  if (value === undefined || value === null) {
    causes.push(`${path}: The field cannot be left blank`);
    return {};
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    causes.push(`${path}: The field must be an object`);
    return {};
  }
  const profile = value as Record<string, unknown>;
  if (rules.choices.emptyProfile === 'reject' && Object.keys(profile).length === 0) {
    causes.push(`${path}: The field cannot be left blank`);
  }
  if (rules.attributes !== undefined) refuseOthers(profile, rules.attributes, path, causes);
  return convert(profile, path, rules, causes);
}

/** In place: a profile that holds only text, which is nearly every one, is not copied. */
function convert(
  profile: Record<string, unknown>,
  path: string,
  rules: UserProfileRules,
  causes: string[],
): StagedProfile {
  const nullsEmpty = rules.choices.emptyStrings === 'null';
  for (const name in profile) {
    const value = profile[name];
    if (typeof value === 'string') {
      if (value === '' && nullsEmpty) profile[name] = null;
      else if (!isStorable(value)) causes.push(`${path}.${name}: The field has a character that cannot be stored`);
    } else if (value !== null) {
      profile[name] = toText(value, `${path}.${name}`, rules, causes);
    }
  }
  // Every value is now text or null, or `causes` says that it is not.
  return profile as StagedProfile;
}
