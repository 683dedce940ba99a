import type { Profile } from '@headwater/protocol';

/**
 * Normalised copies of names, by which people are found and matched. They are computed once per user and import, so plain
 * ASCII, nearly everything in practice, takes a short way.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;

/** Accents and other marks that any letter can take. Vowel signs of one script (Devanagari, Thai …) are letters here and stay. */
const DIACRITICS = /(?=\p{Script=Inherited})\p{M}/gu;

/** Cannot occur in a name key's parts: `fold` of a name is never split by it, and PostgreSQL can store it. */
const SEPARATOR = '\u001f';

function foldUnicode(text: string): string {
  const folded = text.normalize('NFKD').replace(DIACRITICS, '').toLowerCase().replaceAll('ς', 'σ');
  // Lower case of a few letters decomposes again; a second pass makes the result stable.
  return folded.normalize('NFKD').replace(DIACRITICS, '');
}

function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : foldUnicode(text);
}

/**
 * The form of a login under which it is unique in its org: case and diacritics do not count, so `isáàc.bröck@x` and
 * `Isaac.Brock@x` are one login (import-semantics 1.4). Idempotent.
 */
export function loginKey(login: string): string {
  return fold(login);
}

/** The form of an email address for matching: lower case. `null` for no address, which matches nobody. */
export function emailKey(email: string | null | undefined): string | null {
  return email === null || email === undefined || email === '' ? null : email.toLowerCase();
}

/**
 * The form of a person's name for partial matches (import-semantics 2.4 step 2): case, diacritics and surrounding blanks do
 * not count. `null` when either part is missing or blank, which matches nobody.
 */
export function nameKey(firstName: string | null | undefined, lastName: string | null | undefined): string | null {
  if (typeof firstName !== 'string' || typeof lastName !== 'string') return null;
  const first = namePart(firstName);
  const last = namePart(lastName);
  return first === '' || last === '' ? null : first + SEPARATOR + last;
}

function namePart(name: string): string {
  const folded = fold(name).trim();
  return folded.includes(SEPARATOR) ? folded.replaceAll(SEPARATOR, ' ') : folded;
}

/** The `*_key` columns of a user with this profile. */
export interface UserKeys {
  readonly loginKey: string;
  readonly emailKey: string | null;
  readonly nameKey: string | null;
}

/** The keys of a user's whole profile. Throws a TypeError for a profile without a login. */
export function userKeys(profile: Profile): UserKeys {
  const { login, email, firstName, lastName } = profile;
  if (typeof login !== 'string') throw new TypeError('The profile of a user has a login');
  return {
    loginKey: loginKey(login),
    emailKey: emailKey(typeof email === 'string' ? email : null),
    nameKey: nameKey(typeof firstName === 'string' ? firstName : null, typeof lastName === 'string' ? lastName : null),
  };
}
