import type { AttributeDefinition, ProfileValue } from '@headwater/protocol';
import { RE2JS } from 're2js';
import { isStorable } from '../../json/storable-text.ts';
import { FORMATS } from './formats/formats.ts';
import { followsLoginRule, readLoginRule } from './formats/login.ts';
import { EXPECTED_TEXT, parseText } from './parse-value.ts';
import type { Violation, ViolationRule } from './violation.ts';

type Scalar = string | number | boolean;

/** Checks one scalar that already has the right type. */
type Check<T> = (value: T) => Violation | null;

/** One attribute of a compiled schema; its functions may be called a million times. */
export interface CompiledAttribute {
  readonly definition: AttributeDefinition;
  /** The value that text of the wire stands for, or why it is none. Does not check the other rules. */
  parse(text: string | null): ProfileValue | Violation;
  /** The first rule that the value breaks. `null` values break none here: see `missingRequired`. */
  check(value: ProfileValue): Violation | null;
}

/** Compiles the rules of one attribute. The definition must be a valid one (`validateDefinition`). */
export function compileAttribute(definition: AttributeDefinition): CompiledAttribute {
  const wrongText = violation(definition, 'type', EXPECTED_TEXT[definition.type]);
  return {
    definition,
    parse: (text) => (text === null ? null : (parseText(definition.type, text) ?? wrongText)),
    check: compileCheck(definition),
  };
}

function violation(definition: AttributeDefinition, rule: ViolationRule, detail: string, soft = false): Violation {
  return { attribute: definition.name, rule, detail, soft };
}

function compileCheck(definition: AttributeDefinition): (value: ProfileValue) => Violation | null {
  switch (definition.type) {
    case 'string':
      return scalarCheck(definition, isString, compileText(definition));
    case 'boolean':
      return scalarCheck(definition, isBoolean, () => null);
    case 'number':
      return scalarCheck(definition, Number.isFinite as (value: unknown) => value is number, compileRange(definition));
    case 'integer':
      return scalarCheck(definition, isSafeInteger, compileRange(definition));
    case 'string[]':
      return listCheck(definition, isString, compileText(definition));
    case 'number[]':
      return listCheck(definition, Number.isFinite as (value: unknown) => value is number, compileRange(definition));
    case 'integer[]':
      return listCheck(definition, isSafeInteger, compileRange(definition));
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function scalarCheck<T extends Scalar>(
  definition: AttributeDefinition,
  isType: (value: unknown) => value is T,
  check: Check<T>,
): (value: ProfileValue) => Violation | null {
  const wrongType = violation(definition, 'type', EXPECTED_TEXT[definition.type]);
  return (value) => (value === null ? null : isType(value) ? check(value) : wrongType);
}

function listCheck<T extends Scalar>(
  definition: AttributeDefinition,
  isType: (value: unknown) => value is T,
  check: Check<T>,
): (value: ProfileValue) => Violation | null {
  const wrongType = violation(definition, 'type', `a list of ${definition.type.slice(0, -2)}s`);
  return (value) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return wrongType;
    for (const element of value as readonly unknown[]) {
      const broken = isType(element) ? check(element) : wrongType;
      if (broken !== null) return broken;
    }
    return null;
  };
}

function compileRange(definition: AttributeDefinition): Check<number> {
  const minimum = definition.minimum ?? Number.NEGATIVE_INFINITY;
  const maximum = definition.maximum ?? Number.POSITIVE_INFINITY;
  const tooSmall = violation(definition, 'minimum', `at least ${minimum}`);
  const tooLarge = violation(definition, 'maximum', `at most ${maximum}`);
  return (value) => (value < minimum ? tooSmall : value > maximum ? tooLarge : null);
}

/** The text rules in an order that keeps the expensive ones from seeing long text. */
function compileText(definition: AttributeDefinition): Check<string> {
  const notStorable = violation(definition, 'characters', 'Unicode text without NUL');
  const checks: Check<string>[] = [
    (text) => (isStorable(text) ? null : notStorable),
    ...lengthChecks(definition),
    ...(definition.name === 'login' && definition.base === true ? loginChecks(definition) : patternChecks(definition)),
    ...enumChecks(definition),
    ...formatChecks(definition),
  ];
  return (text) => {
    for (const check of checks) {
      const broken = check(text);
      if (broken !== null) return broken;
    }
    return null;
  };
}

/** Lengths count characters, that is code points; only text outside the basic plane has fewer of them than `length` says. */
function lengthChecks(definition: AttributeDefinition): readonly Check<string>[] {
  const checks: Check<string>[] = [];
  const { maxLength } = definition;
  if (maxLength !== undefined) {
    const tooLong = violation(
      definition,
      'maxLength',
      `at most ${maxLength} ${maxLength === 1 ? 'character' : 'characters'}`,
    );
    checks.push((text) => (text.length > maxLength && codePoints(text) > maxLength ? tooLong : null));
  }
  // A login pattern other than the email format switches the minimum length off (import-semantics 1.4).
  const minLength = definition.name === 'login' && definition.pattern !== undefined ? 1 : (definition.minLength ?? 0);
  if (minLength > 0) {
    const tooShort = violation(
      definition,
      'minLength',
      `at least ${minLength} ${minLength === 1 ? 'character' : 'characters'}`,
    );
    checks.push((text) =>
      text.length < minLength || (text.length < 2 * minLength && codePoints(text) < minLength) ? tooShort : null,
    );
  }
  return checks;
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

function patternChecks(definition: AttributeDefinition): readonly Check<string>[] {
  if (definition.pattern === undefined) return [];
  const expression = RE2JS.compile(definition.pattern);
  const mismatch = violation(definition, 'pattern', `like the pattern ${definition.pattern}`);
  return [(text) => (expression.testExact(text) ? null : mismatch)];
}

function enumChecks(definition: AttributeDefinition): readonly Check<string>[] {
  if (definition.enum === undefined) return [];
  const members: ReadonlySet<string> = new Set(definition.enum);
  const shown = definition.enum.slice(0, 10).join(', ') + (definition.enum.length > 10 ? ', …' : '');
  const mismatch = violation(definition, 'enum', `one of ${shown}`);
  return [(text) => (members.has(text) ? null : mismatch)];
}

function formatChecks(definition: AttributeDefinition): readonly Check<string>[] {
  if (definition.format === undefined) return [];
  const { matches, detail, soft } = FORMATS[definition.format];
  const mismatch = violation(definition, 'format', detail, soft);
  return [(text) => (matches(text) ? null : mismatch)];
}

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/u;

/** A login with a slash could not be fetched by its path (import-semantics 1.4, 10.13). */
function loginChecks(definition: AttributeDefinition): readonly Check<string>[] {
  const rule = readLoginRule(definition.pattern);
  if (rule === undefined)
    throw new TypeError(`"${definition.pattern}" is no pattern of logins: validate the definition first`);
  const fourBytes = violation(definition, 'characters', 'without characters of four bytes, such as emoji');
  const slash = violation(definition, 'characters', 'without a slash');
  const mismatch =
    rule.kind === 'email'
      ? violation(definition, 'format', 'an email address')
      : violation(definition, 'pattern', `like the pattern ${definition.pattern}`);
  return [
    (login) => (FOUR_BYTES.test(login) ? fourBytes : null),
    (login) => (login.includes('/') ? slash : null),
    (login) => (followsLoginRule(rule, login) ? null : mismatch),
  ];
}
