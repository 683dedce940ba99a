import { StorageError } from './storage-error.ts';

/** A host label, short enough that `org_` and the name fit PostgreSQL's 63 bytes for an identifier. */
const orgNamePattern = /^[a-z0-9](?:[a-z0-9_-]{0,57}[a-z0-9])?$/;

const prefix = 'org_';

/** The schema of the platform's own tables. */
export const platformSchema = 'headwater';

/** The schema of an org; throws a StorageError `org_name_invalid` for a name that cannot be one. */
export function orgSchemaName(org: string): string {
  if (!orgNamePattern.test(org)) {
    throw new StorageError(
      'org_name_invalid',
      `"${org}" cannot be the name of an org: use 1 to 59 of a-z, 0-9, - and _, beginning and ending with a letter or digit`,
    );
  }
  return `${prefix}${org}`;
}

/** The org of a schema, or undefined for a schema that is not an org's. */
export function orgOfSchema(schema: string): string | undefined {
  if (!schema.startsWith(prefix)) return undefined;
  const org = schema.slice(prefix.length);
  return orgNamePattern.test(org) ? org : undefined;
}
