import type { AttributeType, ProfileSchema } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/**
 * Where the value of a searchable attribute is, and how it compares. `key`: a normalised column with an index, and the function
 * that normalises what it is compared with.
 */
export type SearchField =
  | { readonly kind: 'id' }
  | { readonly kind: 'status' }
  | { readonly kind: 'instant'; readonly column: Sql }
  | { readonly kind: 'profile'; readonly name: string; readonly type: AttributeType; readonly key?: 'login' | 'email' };

const INSTANTS: Readonly<Record<string, Sql>> = {
  created: sql`created`,
  activated: sql`activated`,
  statuschanged: sql`status_changed`,
  lastupdated: sql`last_updated`,
  lastlogin: sql`last_login`,
  passwordchanged: sql`password_changed`,
};

/**
 * The field that a path of a filter names, `undefined` for none. Attribute names do not count case (RFC 7643 2.1).
 */
export function findField(schema: ProfileSchema, path: string): SearchField | undefined {
  const lower = path.toLowerCase();
  if (lower === 'id') return { kind: 'id' };
  if (lower === 'status') return { kind: 'status' };
  if (Object.hasOwn(INSTANTS, lower)) {
    const column = INSTANTS[lower];
    return column === undefined ? undefined : { kind: 'instant', column };
  }
  if (!lower.startsWith('profile.')) return undefined;
  const attribute = schema.find(({ name }) => name.toLowerCase() === lower.slice('profile.'.length));
  if (attribute === undefined) return undefined;
  const { name, type } = attribute;
  return name === 'login' || name === 'email'
    ? { kind: 'profile', name, type, key: name }
    : { kind: 'profile', name, type };
}
