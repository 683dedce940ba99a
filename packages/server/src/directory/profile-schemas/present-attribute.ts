import type { AttributeDefinition, AttributeSourcing } from '@headwater/protocol';
import type { SchemaOwner } from './schema-owner.ts';

/** The sourcing of an attribute that says nothing else (import-semantics 1.4). */
export const USUAL_SOURCING: AttributeSourcing = { type: 'PROFILE_MASTER' };

/** What people may do with an attribute of their own that says nothing else. */
export const USUAL_PERMISSION = 'READ_ONLY';

/** An attribute in the form of the Schemas API (identity-sources-api 7.5). Permissions and sourcing are those of users only. */
export function presentAttribute(owner: SchemaOwner, definition: AttributeDefinition): Record<string, unknown> {
  const { title, description, type, required, format, minLength, maxLength, minimum, maximum, pattern } = definition;
  const isList = type.endsWith('[]');
  const members = presentMembers(definition);
  return withoutUndefined({
    title,
    description,
    type: isList ? 'array' : type,
    ...(isList ? { items: { type: type.slice(0, -2), ...members } } : members),
    required: required === true ? true : undefined,
    format,
    minLength,
    maxLength,
    minimum,
    maximum,
    pattern,
    default: definition.default,
    unique: definition.unique === true ? 'UNIQUE_VALIDATED' : undefined,
    externalName: definition.externalName,
    mutability: 'READ_WRITE',
    scope: 'NONE',
    ...(owner === 'user'
      ? {
          permissions: [{ principal: 'SELF', action: definition.permission ?? USUAL_PERMISSION }],
          master: presentSourcing(definition.master ?? USUAL_SOURCING),
        }
      : {}),
  });
}

/** `oneOf` holds the titles of the members, where they have some. */
function presentMembers({ enum: members, enumTitles }: AttributeDefinition): Record<string, unknown> {
  if (members === undefined) return {};
  if (enumTitles === undefined) return { enum: members };
  return { enum: members, oneOf: members.map((value, index) => ({ const: value, title: enumTitles[index] ?? value })) };
}

function presentSourcing(master: AttributeSourcing): Record<string, unknown> {
  if (master.type !== 'OVERRIDE') return { type: master.type };
  return { type: master.type, priority: master.priority.map((value) => ({ type: 'APP', value })) };
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
