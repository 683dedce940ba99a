import { isStorable } from './storable-text.ts';

/** A profile as it is staged: text or null. */
export type StagedProfile = Readonly<Record<string, string | null>>;

/**
 * The profile of one upload. Numbers and booleans become their JSON text, arrays and objects are refused (identity-sources-api 5), and so
 * is a missing profile (D11). An empty one is taken: it fails alone, in the import (import-semantics 2.7). Adds a sentence to `causes` for everything wrong.
 */
export function stageProfile(value: unknown, path: string, causes: string[]): StagedProfile {
  if (value === undefined || value === null) {
    causes.push(`${path}: The field cannot be left blank`);
    return {};
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    causes.push(`${path}: The field must be an object`);
    return {};
  }
  return convert(value as Record<string, unknown>, path, causes);
}

/** In place: a profile that holds only text, which is nearly every one, is not copied. */
function convert(profile: Record<string, unknown>, path: string, causes: string[]): StagedProfile {
  for (const name in profile) {
    const value = profile[name];
    if (typeof value === 'string') {
      if (!isStorable(value)) causes.push(`${path}.${name}: The field has a character that cannot be stored`);
    } else if (value !== null) {
      const problem = scalarProblem(value);
      if (problem !== undefined) causes.push(`${path}.${name}: ${problem}`);
      profile[name] = JSON.stringify(value);
    }
  }
  // Every value is now text or null, or `causes` says that it is not.
  return profile as StagedProfile;
}

function scalarProblem(value: unknown): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'number':
      return (Number.isInteger(value) && !Number.isSafeInteger(value)) || !Number.isFinite(value)
        ? 'The number is too large to be exact; send it as a string'
        : undefined;
    default:
      return 'The field must be a string';
  }
}
