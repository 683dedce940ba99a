import sql, { type Sql } from 'sql-template-tag';
import { isStorable } from '../../json/storable-text.ts';
import { emailKey, loginKey } from '../keys.ts';

/**
 * The condition of `q`: first name, last name, email or login begin with the text; case and diacritics do not count. Each of
 * the four is answered by an index. Names are found of users who have both (directory/keys.ts, `nameKey`).
 */
export function quickSearch(text: string): Sql {
  // PostgreSQL takes no NUL, and nobody's name has one.
  if (!isStorable(text)) return sql`FALSE`;
  const key = loginKey(text.trim());
  return sql`(login_key ^@ ${key} OR email_key ^@ ${emailKey(text.trim()) ?? ''} OR name_key ^@ ${key}
    OR split_part(name_key, E'\\x1f', 2) ^@ ${key})`;
}
