import type { AttributeDefinition, ProfileSchema } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { MappingProperties } from '../../mappings/mapping.ts';

interface Link {
  readonly sourceId: string;
  readonly properties: MappingProperties;
}

/**
 * Names of the attributes that identity sources write into a user, and nobody else may change (import-semantics 2.4, "What becomes
 * read-only"): the login, and those that the source which owns the user maps on every change. An attribute that overrides its
 * source belongs to the first source of its list, while that one holds the user. What is mapped on creation only, or not at all,
 * stays free.
 */
export async function sourcedAttributes(
  tx: Transaction,
  userId: string,
  schema: ProfileSchema,
): Promise<ReadonlySet<string>> {
  // Sources that write profiles and hold the user, the owner first.
  const links = await tx.query<Link>(sql`
    SELECT source.id AS "sourceId", mapping.properties
      FROM source_users person
      JOIN identity_sources source ON source.id = person.source_id
      JOIN mappings mapping ON mapping.source_id = source.id
     WHERE person.user_id = ${userId} AND person.status = 'ACTIVE' AND source.status = 'ACTIVE'
       AND (source.settings ->> 'profileSourcing')::boolean
     ORDER BY source.priority`);
  const [owner] = links;
  if (owner === undefined) return new Set();
  const names = schema.filter((attribute) => isSourced(attribute, owner, links));
  return new Set(names.map(({ name }) => name));
}

function isSourced({ name, master }: AttributeDefinition, owner: Link, links: readonly Link[]): boolean {
  if (name === 'login') return true;
  if (master === undefined) return writes(owner, name);
  switch (master.type) {
    case 'PROFILE_MASTER':
      return writes(owner, name);
    case 'OKTA':
      return false;
    case 'OVERRIDE': {
      const writer = links.find(({ sourceId }) => sourceId === master.priority[0]);
      return writer !== undefined && writes(writer, name);
    }
  }
}

function writes({ properties }: Link, name: string): boolean {
  return Object.hasOwn(properties, name) && properties[name]?.pushStatus === 'PUSH';
}
