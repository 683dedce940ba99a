import {
  describeReason,
  type ImportReason,
  type MappingPreview,
  type MappingPreviewRequest,
  type Profile,
  type ProfileSchema,
  type ProfileValue,
} from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import { loadLinkedUsers } from '../directory/linked-objects/load-linked-users.ts';
import { type CompiledSchema, compileSchema } from '../directory/profile-schemas/compile-schema.ts';
import { loadProfileSchema } from '../directory/profile-schemas/load-profile-schema.ts';
import { describeViolation, isViolation } from '../directory/profile-schemas/violation.ts';
import { getIdentitySource } from '../identity-sources/identity-source.ts';
import type { Org } from '../orgs/org.ts';
import { type CompiledMapping, compileMapping, type MappedProfile } from './compile-mapping.ts';
import { type MappingProperties, type MappingProperty, userNameExpression } from './mapping.ts';
import { completeChange } from './merge-properties.ts';
import { getMapping, mergeMapping } from './save-mapping.ts';

/**
 * What the mapping of a source makes of one person, with the very code of an import, and without writing anything: each target's value,
 * or what is wrong. Changes of the request are tried on top of the saved mapping. Throws `notFound` and `validationFailed`.
 */
export async function previewMapping(
  tx: Transaction,
  org: Org,
  sourceId: string,
  request: MappingPreviewRequest,
): Promise<MappingPreview> {
  const { settings } = await getIdentitySource(tx, sourceId);
  const saved = await getMapping(tx, sourceId);
  const mapping = mergeMapping(saved, completeChange(saved, request.properties ?? {}));
  const sourceSchema = await loadProfileSchema(tx, sourceId);
  const userSchema = await loadProfileSchema(tx, 'user');
  const { profile, problems } = readProfile(sourceSchema, request.profile);
  const userAttributes = compileSchema(userSchema);
  const { name, choices } = org;
  const basis = { sourceId, settings, mapping, sourceSchema, userSchema, org: { name, subDomain: name }, choices };
  const compiled = compileMapping(basis, userAttributes, org.clock);
  const creating = request.creating ?? true;
  const { userId } = request;
  const linked = userId === undefined ? undefined : (await loadLinkedUsers(tx, [userId])).get(userId);
  return {
    sourceProblems: [...problems],
    attributes: {
      login: previewLogin(compiled.login(profile, linked), userNameExpression(settings), userAttributes),
      ...previewTargets(compiled.map(profile, '', creating, linked), mapping, userAttributes, creating),
    },
  };
}

type Preview = MappingPreview['attributes'][string];

interface ReadProfile {
  readonly profile: Profile;
  readonly problems: readonly string[];
}

/** The person as the source's schema reads them; what it refuses or does not know is left out, and said. */
function readProfile(schema: ProfileSchema, sent: Readonly<Record<string, unknown>>): ReadProfile {
  const compiled = compileSchema(schema);
  const profile: Record<string, ProfileValue> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(sent)) {
    if (!compiled.attributes.has(name)) problems.push(`${name}: the schema of the source has no such attribute`);
    else if (typeof value === 'object' && value !== null) problems.push(`${name}: lists and objects are not possible`);
    else if (value !== null && value !== undefined) {
      const parsed = compiled.parse(name, String(value));
      const violation = isViolation(parsed) ? parsed : compiled.check(name, parsed);
      if (violation !== null) problems.push(describeViolation(violation));
      else profile[name] = parsed as ProfileValue;
    }
  }
  return { profile, problems: [...problems, ...compiled.missingRequired(profile).map(describeViolation)] };
}

function previewLogin(
  result: ReturnType<CompiledMapping['login']>,
  expression: string,
  userAttributes: CompiledSchema,
): Preview {
  if ('reason' in result) return { expression, problem: describeReason(result.reason), fails: true };
  const violation = userAttributes.check('login', result.login);
  if (violation === null) return { expression, value: result.login };
  return { expression, problem: describeViolation(violation), fails: true };
}

/** In the order of the schema of users: what is mapped, and what is missing because it is not. */
function previewTargets(
  mapped: MappedProfile,
  mapping: MappingProperties,
  userAttributes: CompiledSchema,
  creating: boolean,
): Record<string, Preview> {
  return Object.fromEntries(
    userAttributes.schema.flatMap(({ name, required }): readonly (readonly [string, Preview])[] => {
      if (name === 'login') return [];
      const property = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
      const preview = property === undefined ? undefined : previewOf(name, property, mapped, userAttributes, creating);
      const isMissing = required === true && creating && preview?.problem === undefined && isEmpty(preview?.value);
      if (!isMissing) return preview === undefined ? [] : [[name, preview]];
      const expression = property === undefined ? {} : { expression: property.expression };
      return [[name, { ...expression, problem: `${name}: The field cannot be left blank`, fails: true }]];
    }),
  );
}

function previewOf(
  name: string,
  { expression, pushStatus }: MappingProperty,
  { values, warnings, violations }: MappedProfile,
  userAttributes: CompiledSchema,
  creating: boolean,
): Preview {
  const about = ({ data }: ImportReason) => data?.attribute === name;
  const violation = violations.find(about);
  const problem = violation ?? warnings.find(about);
  if (problem !== undefined) return { expression, problem: describeReason(problem), fails: violation !== undefined };
  if (Object.hasOwn(values, name)) {
    return { expression, value: values[name] ?? userAttributes.defaults.get(name) ?? null };
  }
  const isCreateOnly = !creating && pushStatus === 'DONT_PUSH';
  const reason = isCreateOnly ? 'it is mapped on creation only' : 'it is sourced by something else';
  return { expression, problem: `${name}: stays as it is, ${reason}`, fails: false };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
