import type { IdentitySourceSettings, Profile } from '@headwater/protocol';
import type { UserKeys } from './planned-record.ts';

/** Joins the parts of a key; occurs in no login and no address. */
const JOIN = '\u001f';

/**
 * What an exact match compares, as one text: equal texts match. Null where a part is missing, which matches nobody.
 * Logins and addresses ignore case; other attributes do not (import-semantics 2.4 step 4a).
 */
export function exactKeyOf(settings: IdentitySourceSettings, keys: UserKeys, profile: Profile): string | null {
  switch (settings.exactMatchCriteria) {
    case 'USERNAME':
      return keys.login;
    case 'EMAIL':
      return keys.email;
    case 'USERNAME_AND_EMAIL':
      return keys.email === null ? null : keys.login + JOIN + keys.email;
    case 'ATTRIBUTES':
      return attributesKey(settings.matchAttributes, profile);
  }
}

function attributesKey(names: readonly string[], profile: Profile): string | null {
  const values = names.map((name) => profile[name] ?? null);
  return values.length === 0 || values.includes(null) || values.includes('') ? null : JSON.stringify(values);
}
