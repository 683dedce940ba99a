import { BASE_SOURCE_ATTRIBUTES, BASE_USER_ATTRIBUTES, type ProfileSchema } from '@headwater/protocol';

/** Whose profiles a schema describes: the directory's users, or the people of one identity source (its `0oa…` id). */
export type SchemaOwner = 'user' | (string & {});

/** The attributes that every schema of this owner begins with. */
export function baseAttributes(owner: SchemaOwner): ProfileSchema {
  return owner === 'user' ? BASE_USER_ATTRIBUTES : BASE_SOURCE_ATTRIBUTES;
}
