import { ATTRIBUTE_FORMATS, ATTRIBUTE_TYPES, type AttributeDefinition } from '@headwater/protocol';
import { RE2JS } from 're2js';
import { nameProblem } from './attribute-names.ts';
import { compileAttribute } from './compile-attribute.ts';
import { readLoginRule } from './formats/login.ts';
import type { SchemaOwner } from './schema-owner.ts';
import { describeViolation } from './violation.ts';

const LONGEST_TITLE = 255;
const LONGEST_DESCRIPTION = 1024;
const LONGEST_PATTERN = 1000;
const MOST_MEMBERS = 1000;
const LENGTH_LIMIT = 65_535;

/** Everything wrong with the definition of a custom attribute, as sentences for the causes of an error; empty when it is valid. */
export function definitionProblems(owner: SchemaOwner, definition: AttributeDefinition): readonly string[] {
  const problems = [
    ...nameProblem(owner, definition.name),
    ...typeProblems(owner, definition),
    ...textProblems(definition),
    ...lengthProblems(definition),
    ...rangeProblems(definition),
    ...memberProblems(definition),
    ...patternProblems(definition),
    ...uniqueProblems(owner, definition),
  ];
  // Whether the values fit the rules can be asked only once the rules are sound.
  return problems.length > 0 ? problems : [...memberValueProblems(definition), ...defaultProblems(definition)];
}

/** What is wrong with the pattern of the base attribute `login`. */
export function loginPatternProblems(pattern: string | undefined): readonly string[] {
  return readLoginRule(pattern) === undefined
    ? [
        `pattern: "${pattern}" is neither null (an email address), nor ".+", nor a character set such as "[-a-z0-9\\.]+"`,
      ]
    : [];
}

function typeProblems(owner: SchemaOwner, { type, format, master }: AttributeDefinition): readonly string[] {
  const problems: string[] = [];
  if (!ATTRIBUTE_TYPES.includes(type)) problems.push(`type: "${type}" is none of ${ATTRIBUTE_TYPES.join(', ')}`);
  if (owner !== 'user' && type.endsWith('[]')) {
    problems.push(`type: identity sources send no lists; use string instead of ${type}`);
  }
  if (format !== undefined && !ATTRIBUTE_FORMATS.includes(format)) {
    problems.push(`format: "${format}" is none of ${ATTRIBUTE_FORMATS.join(', ')}`);
  } else if (format !== undefined && !isText(type)) {
    problems.push(`format: only text has a format, and the type is ${type}`);
  }
  if (owner !== 'user' && master !== undefined)
    problems.push('master: only attributes of users have a source priority');
  return problems;
}

function isText(type: string): boolean {
  return type === 'string' || type === 'string[]';
}

function isNumeric(type: string): boolean {
  return /^(number|integer)/.test(type);
}

function textProblems({ title, description }: AttributeDefinition): readonly string[] {
  const problems: string[] = [];
  if (title.trim() === '') problems.push('title: The field cannot be left blank');
  if (title.length > LONGEST_TITLE) problems.push(`title: must be at most ${LONGEST_TITLE} characters`);
  if ((description?.length ?? 0) > LONGEST_DESCRIPTION) {
    problems.push(`description: must be at most ${LONGEST_DESCRIPTION} characters`);
  }
  return problems;
}

function lengthProblems({ type, minLength, maxLength }: AttributeDefinition): readonly string[] {
  const problems: string[] = [];
  for (const [name, length] of Object.entries({ minLength, maxLength })) {
    if (length === undefined) continue;
    if (!isText(type)) problems.push(`${name}: only text has a length, and the type is ${type}`);
    if (!Number.isInteger(length) || length < 0 || length > LENGTH_LIMIT) {
      problems.push(`${name}: ${length} is no whole number from 0 to ${LENGTH_LIMIT}`);
    }
  }
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    problems.push(`minLength: ${minLength} is more than the maxLength ${maxLength}`);
  }
  return problems;
}

function rangeProblems({ type, minimum, maximum }: AttributeDefinition): readonly string[] {
  const problems: string[] = [];
  for (const [name, bound] of Object.entries({ minimum, maximum })) {
    if (bound === undefined) continue;
    if (!isNumeric(type)) problems.push(`${name}: only numbers have bounds, and the type is ${type}`);
    if (!Number.isFinite(bound)) problems.push(`${name}: ${bound} is no number`);
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    problems.push(`minimum: ${minimum} is more than the maximum ${maximum}`);
  }
  return problems;
}

function memberProblems({ type, enum: members, enumTitles }: AttributeDefinition): readonly string[] {
  const problems: string[] = [];
  if (enumTitles !== undefined && enumTitles.length !== (members ?? []).length) {
    problems.push(`oneOf: ${enumTitles.length} titles for ${members?.length ?? 0} members of enum`);
  }
  if (members === undefined) return problems;
  if (!isText(type)) problems.push(`enum: only text is enumerated, and the type is ${type}`);
  if (members.length === 0 || members.length > MOST_MEMBERS) {
    problems.push(`enum: ${members.length} members; 1 to ${MOST_MEMBERS} are possible`);
  }
  const repeated = members.find((member, index) => members.indexOf(member) !== index);
  if (repeated !== undefined) problems.push(`enum: "${repeated}" is listed twice`);
  return problems;
}

function patternProblems({ type, pattern }: AttributeDefinition): readonly string[] {
  if (pattern === undefined) return [];
  if (!isText(type)) return [`pattern: only text has a pattern, and the type is ${type}`];
  if (pattern.length > LONGEST_PATTERN) return [`pattern: must be at most ${LONGEST_PATTERN} characters`];
  try {
    RE2JS.compile(pattern);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      `pattern: "${pattern}" is no regular expression of RE2 (without back-references and look-around): ${reason}`,
    ];
  }
}

function uniqueProblems(owner: SchemaOwner, { type, unique }: AttributeDefinition): readonly string[] {
  if (unique !== true) return [];
  if (owner !== 'user') return ['unique: only attributes of users can be unique'];
  return type === 'string' || type === 'number' || type === 'integer'
    ? []
    : [`unique: only string, number and integer attributes can be unique, and the type is ${type}`];
}

function memberValueProblems(definition: AttributeDefinition): readonly string[] {
  const { check } = compileAttribute(definition);
  const list = definition.type === 'string[]';
  return (definition.enum ?? []).flatMap((member) => {
    const broken = check(list ? [member] : member);
    return broken === null ? [] : [`enum: "${member}" is not possible, it must be ${broken.detail}`];
  });
}

function defaultProblems(definition: AttributeDefinition): readonly string[] {
  if (definition.default === undefined) return [];
  if (definition.unique === true)
    return ['default: a unique attribute has no default, everybody would get the same value'];
  const broken = compileAttribute(definition).check(definition.default);
  return broken === null
    ? []
    : [`default: ${describeViolation({ ...broken, attribute: JSON.stringify(definition.default) })}`];
}
