import { type ProfileSchema, USER_STATUSES } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { SearchField, SearchFields } from '../search/search-field.ts';

const INSTANTS: Readonly<Record<string, Sql>> = {
  created: sql`created`,
  activated: sql`activated`,
  statuschanged: sql`status_changed`,
  lastupdated: sql`last_updated`,
  lastlogin: sql`last_login`,
  passwordchanged: sql`password_changed`,
};

/** What can be searched in users: their own fields, and the attributes of the schema. */
export function userFields(schema: ProfileSchema): SearchFields {
  return {
    find: (path) => findField(schema, path.toLowerCase()),
    examples: 'id, status, lastUpdated, profile.login and the like',
  };
}

function findField(schema: ProfileSchema, path: string): SearchField | undefined {
  if (path === 'id') return { kind: 'id' };
  if (path === 'status') return { kind: 'choice', column: sql`status`, values: USER_STATUSES };
  if (Object.hasOwn(INSTANTS, path)) {
    const column = INSTANTS[path];
    return column === undefined ? undefined : { kind: 'instant', column };
  }
  if (!path.startsWith('profile.')) return undefined;
  const attribute = schema.find(({ name }) => name.toLowerCase() === path.slice('profile.'.length));
  if (attribute === undefined) return undefined;
  const { name, type } = attribute;
  return name === 'login' || name === 'email'
    ? { kind: 'profile', name, type, key: name }
    : { kind: 'profile', name, type };
}
