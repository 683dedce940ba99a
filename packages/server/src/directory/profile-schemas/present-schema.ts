import {
  type AttributeDefinition,
  GROUP_LENGTHS,
  type ProfileSchema,
  type ProfileSchemaDocument,
  SOURCE_APP,
  type UserType,
} from '@headwater/protocol';
import type { IdentitySource } from '../../identity-sources/identity-source.ts';
import { defaultUserTypeId } from '../users/user.ts';
import { presentAttribute } from './present-attribute.ts';
import type { SchemaOwner } from './schema-owner.ts';
import type { SchemaTimes } from './schema-times.ts';

/** The one user type's schema has the org's own id with another prefix (identity-sources-api 5). */
export function defaultUserSchemaId(orgId: string): string {
  return `osc${orgId.slice(3)}`;
}

interface About {
  /** The end of the address that is its id. */
  readonly path: string;
  readonly name: string;
  readonly title: string;
}

/** The schema of users (identity-sources-api 7.5). */
export function presentUserSchema(
  schema: ProfileSchema,
  times: SchemaTimes,
  { orgId, origin }: { readonly orgId: string; readonly origin: string },
): ProfileSchemaDocument {
  const document = present('user', schema, times, origin, { path: 'user/default', name: 'user', title: 'User' });
  return {
    ...document,
    _links: {
      self: { rel: 'self', href: `${origin}/api/v1/meta/schemas/user/default`, method: 'GET' },
      type: { rel: 'type', href: `${origin}/api/v1/meta/types/user/${defaultUserTypeId(orgId)}`, method: 'GET' },
    },
  };
}

/** The schema of the people of an identity source. */
export function presentSourceSchema(
  source: IdentitySource,
  schema: ProfileSchema,
  times: SchemaTimes | undefined,
  origin: string,
): ProfileSchemaDocument {
  const { created, id, label } = source;
  const about = { path: `apps/${id}/default`, name: SOURCE_APP, title: `${label} User` };
  return present(id, schema, { created, lastUpdated: times?.lastUpdated ?? created }, origin, about);
}

/** The schema of groups, which nobody changes (import-semantics 1.5); it is as old as that of users. */
export function presentGroupSchema({ created }: SchemaTimes, origin: string): ProfileSchemaDocument {
  const about = { path: 'group/default', name: 'group', title: 'Okta group' };
  return present('group', GROUP_ATTRIBUTES, { created, lastUpdated: created }, origin, about);
}

const GROUP_ATTRIBUTES: ProfileSchema = [
  { name: 'name', title: 'Name', type: 'string', required: true, maxLength: GROUP_LENGTHS.displayName, base: true },
  { name: 'description', title: 'Description', type: 'string', maxLength: GROUP_LENGTHS.description, base: true },
];

/** The one type of users. */
export function presentUserType(
  { created, lastUpdated }: SchemaTimes,
  { orgId, origin }: { readonly orgId: string; readonly origin: string },
): UserType {
  const id = defaultUserTypeId(orgId);
  const meta = `${origin}/api/v1/meta`;
  return {
    id,
    displayName: 'User',
    name: 'user',
    description: 'Okta user profile template with default permission settings',
    created: created.toISOString(),
    lastUpdated: lastUpdated.toISOString(),
    default: true,
    _links: {
      schema: { rel: 'schema', href: `${meta}/schemas/user/${defaultUserSchemaId(orgId)}`, method: 'GET' },
      self: { rel: 'self', href: `${meta}/types/user/${id}`, method: 'GET' },
    },
  };
}

function present(
  owner: SchemaOwner,
  schema: ProfileSchema,
  { created, lastUpdated }: SchemaTimes,
  origin: string,
  { path, name, title }: About,
): ProfileSchemaDocument {
  return {
    // Without the path of the API, as recorded.
    id: `${origin}/meta/schemas/${path}`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name,
    title,
    lastUpdated: lastUpdated.toISOString(),
    created: created.toISOString(),
    definitions: {
      custom: definition(
        owner,
        '#custom',
        schema.filter(({ base }) => base !== true),
      ),
      base: definition(
        owner,
        '#base',
        schema.filter(({ base }) => base === true),
      ),
    },
    type: 'object',
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
  };
}

function definition(
  owner: SchemaOwner,
  id: string,
  attributes: readonly AttributeDefinition[],
): ProfileSchemaDocument['definitions']['base'] {
  return {
    id,
    type: 'object',
    properties: Object.fromEntries(attributes.map((attribute) => [attribute.name, presentAttribute(owner, attribute)])),
    required: attributes.filter(({ required }) => required === true).map(({ name }) => name),
  };
}
