import {
  type CompiledExpression,
  compileExpression,
  type EvaluationContext,
  ExpressionError,
  type Value,
} from '@headwater/expression';
import type {
  AttributeDefinition,
  Choices,
  IdentitySourceSettings,
  ImportReason,
  Profile,
  ProfileSchema,
  ProfileValue,
} from '@headwater/protocol';
import type { LinkedUsers } from '../directory/linked-objects/load-linked-users.ts';
import type { CompiledSchema, Violation } from '../directory/profile-schemas/compile-schema.ts';
import { convertValue } from './convert-value.ts';
import { type MappingProperties, userNameExpression } from './mapping.ts';

/** What a mapping makes of one source profile. */
export interface MappedProfile {
  /** Values by user attribute; null clears. Attributes whose mapping failed are absent and stay as they are. */
  readonly values: Readonly<Record<string, ProfileValue>>;
  readonly warnings: readonly ImportReason[];
  /** Values that their attribute refuses: they fail the record. */
  readonly violations: readonly ImportReason[];
}

export interface CompiledMapping {
  /** The login, or the reason why there is none. */
  login(source: Profile, linked?: LinkedUsers): { readonly login: string } | { readonly reason: ImportReason };
  /**
   * Evaluates the mapping for a user that is created; for an existing one, without the create-only attributes. The values
   * begin with the login.
   * @param linked the primaries of the user, for somebody who is linked to one
   */
  map(source: Profile, login: string, creating: boolean, linked?: LinkedUsers): MappedProfile;
  /** Names of the attributes that are mapped on creation only. */
  readonly createOnly: ReadonlySet<string>;
  /** Names of the attributes that this source writes whoever owns the user (import-semantics 1.4). */
  readonly overriding: ReadonlySet<string>;
  /** Whether equal source profiles always give equal results: no expression reads the time or anything else. */
  readonly isRepeatable: boolean;
  /** Whether an expression reads who is linked to the user. */
  readonly readsLinks: boolean;
}

export interface MappingBasis {
  readonly sourceId: string;
  readonly settings: IdentitySourceSettings;
  readonly mapping: MappingProperties;
  readonly sourceSchema: ProfileSchema;
  readonly userSchema: ProfileSchema;
  readonly org: Profile;
  readonly choices: Pick<Choices, 'invalidFormat'>;
}

interface Entry {
  readonly name: string;
  /** Check of the attribute, where it is text: the short way for nearly every value. */
  readonly checkText: ((text: string) => Violation | null) | undefined;
  readonly expression: CompiledExpression | ExpressionError;
  readonly createOnly: boolean;
}

/**
 * Compiles mapping and user name format once for an import. An expression that does not compile any more (its attribute was
 * removed since it was saved) fails record by record, like one that fails when evaluated (import-semantics 1.6).
 */
export function compileMapping(basis: MappingBasis, schema: CompiledSchema, clock: { now(): Date }): CompiledMapping {
  const entries = basis.userSchema
    .filter(({ name }) => name !== 'login')
    .flatMap((target) => entryOf(basis, target, schema));
  const clears = basis.choices.invalidFormat === 'clear';
  const userName = compile(userNameExpression(basis.settings), 'username', basis.sourceSchema);
  // One context for all records: only its `source` is exchanged, so that nothing is allocated per record.
  let primaries: LinkedUsers | undefined;
  const context: { source: Profile } & EvaluationContext = {
    source: {},
    org: basis.org,
    clock,
    linkedObject: (name) => primaries?.get(name) ?? null,
  };
  const expressions = [userName, ...entries.map(({ expression }) => expression)];

  return {
    createOnly: new Set(entries.filter((entry) => entry.createOnly).map((entry) => entry.name)),
    overriding: new Set(
      basis.userSchema
        .filter(({ master }) => master?.type === 'OVERRIDE' && master.priority[0] === basis.sourceId)
        .map(({ name }) => name),
    ),
    isRepeatable: expressions.every(readsSourceOnly),
    readsLinks: expressions.some(readsLinks),
    login(source, linked) {
      context.source = source;
      primaries = linked;
      const result = evaluate(userName, context);
      if (result instanceof ExpressionError) return { reason: expressionFailed('login', result) };
      return typeof result === 'string' && result !== '' ? { login: result } : { reason: { code: 'loginMissing' } };
    },
    map(source, login, creating, linked) {
      context.source = source;
      primaries = linked;
      const collected: Collected = { values: { login }, warnings: [], violations: [] };
      for (const entry of entries) {
        if (creating || !entry.createOnly) mapInto(collected, entry, context, schema, clears);
      }
      return collected;
    },
  };
}

function readsSourceOnly(expression: CompiledExpression | ExpressionError): boolean {
  return expression instanceof ExpressionError || expression.uses.length === 0;
}

function readsLinks(expression: CompiledExpression | ExpressionError): boolean {
  return !(expression instanceof ExpressionError) && expression.uses.includes('linkedObject');
}

interface Collected {
  readonly values: Record<string, ProfileValue>;
  readonly warnings: ImportReason[];
  readonly violations: ImportReason[];
}

function mapInto(
  collected: Collected,
  entry: Entry,
  context: EvaluationContext,
  schema: CompiledSchema,
  clears: boolean,
): void {
  const { name, checkText } = entry;
  const result = evaluate(entry.expression, context);
  if (typeof result === 'string' && checkText !== undefined && checkText(result) === null) {
    collected.values[name] = result;
    return;
  }
  if (result instanceof ExpressionError) {
    collected.warnings.push(expressionFailed(name, result));
    return;
  }
  const converted = convertValue(schema, name, result);
  if ('value' in converted) {
    collected.values[name] = converted.value;
  } else if (!converted.violation.soft) {
    collected.violations.push(valueInvalid(converted.violation, converted.seen));
  } else {
    const { seen, violation } = converted;
    if (clears) collected.values[name] = null;
    const code = clears ? 'formatCleared' : 'formatInvalid';
    collected.warnings.push({ code, data: { attribute: name, value: seen, rule: violation.detail } });
  }
}

function valueInvalid(violation: Violation, value: string): ImportReason {
  const { attribute, rule, detail } = violation;
  return { code: 'userValueInvalid', data: { attribute, value, rule: detail, constraint: rule } };
}

function expressionFailed(attribute: string, error: ExpressionError): ImportReason {
  return { code: 'expressionFailed', data: { attribute, error: error.message } };
}

function entryOf(basis: MappingBasis, target: AttributeDefinition, schema: CompiledSchema): readonly Entry[] {
  const property = Object.hasOwn(basis.mapping, target.name) ? basis.mapping[target.name] : undefined;
  if (property === undefined || !isSourcedBy(target, basis.sourceId)) return [];
  const expression = compile(property.expression, 'mapping', basis.sourceSchema);
  const checkText = target.type === 'string' ? schema.attributes.get(target.name)?.check : undefined;
  return [{ name: target.name, checkText, expression, createOnly: property.pushStatus === 'DONT_PUSH' }];
}

/** Attributes that the directory itself or other sources write are not ours to fill (import-semantics 1.4, 1.6). */
function isSourcedBy({ master }: AttributeDefinition, sourceId: string): boolean {
  if (master === undefined) return true;
  switch (master.type) {
    case 'PROFILE_MASTER':
      return true;
    case 'OKTA':
      return false;
    case 'OVERRIDE':
      return master.priority[0] === sourceId;
  }
}

function compile(
  text: string,
  feature: 'mapping' | 'username',
  sourceSchema: ProfileSchema,
): CompiledExpression | ExpressionError {
  try {
    return compileExpression(text, { feature, scopes: { source: sourceSchema.map(({ name }) => name) } });
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

function evaluate(
  expression: CompiledExpression | ExpressionError,
  context: EvaluationContext,
): Value | ExpressionError {
  if (expression instanceof ExpressionError) return expression;
  try {
    return expression.evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}
