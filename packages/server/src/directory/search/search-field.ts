import type { AttributeType } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/**
 * Where the value of a searchable attribute is, and how it compares.
 * - `choice`: one of few values that the code knows.
 * - `text`: a plain column, `folded` as it is compared: without case.
 * - `profile`: an attribute of a user's profile; `key`: a normalised column with an index answers for it, too.
 */
export type SearchField =
  | { readonly kind: 'id' }
  | { readonly kind: 'choice'; readonly column: Sql; readonly values: readonly string[] }
  | { readonly kind: 'instant'; readonly column: Sql }
  | { readonly kind: 'text'; readonly column: Sql; readonly folded: Sql }
  | { readonly kind: 'profile'; readonly name: string; readonly type: AttributeType; readonly key?: 'login' | 'email' };

/** What can be searched in one kind of object. */
export interface SearchFields {
  /** The field that a path of a filter names, `undefined` for none. Attribute names do not count case (RFC 7643 2.1). */
  find(path: string): SearchField | undefined;
  /** Some of the paths, for people who named one that does not exist. */
  readonly examples: string;
}

/** Text as it compares: in lower case, ordered by its bytes, so that an index on it answers "starts with". */
export function foldText(text: Sql): Sql {
  return sql`(lower(${text} COLLATE "default") COLLATE "C")`;
}
