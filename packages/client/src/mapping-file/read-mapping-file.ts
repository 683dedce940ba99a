import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Clock, systemClock } from '@headwater/protocol';
import { isMap, isScalar, LineCounter, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { compileRule, type MappingRules } from './compile-rule.ts';
import { expressionMapping } from './expression-mapping.ts';
import type { Mapping } from './mapping.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';

const KEYS = ['externalId', 'profile', 'removeWhen', 'skipWhen'] as const;

type RuleKey = Exclude<(typeof KEYS)[number], 'profile'>;

/**
 * Reads a mapping file, YAML or JSON.
 *
 * @example
 * externalId: employee_number
 * profile:
 *   userName: String.toLowerCase(email)
 *   firstName: source["First Name"]
 * removeWhen: status == "left"
 * skipWhen: type == "contractor"
 * @param columns the columns of the source; a name that is none of them is an error
 * @param clock for `Time.now`
 * @throws MappingError with every problem and its place
 */
export async function readMappingFile(
  path: string,
  columns: readonly string[],
  clock: Clock = systemClock,
): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new MappingError(path, [{ message: `the file cannot be read: ${(cause as Error).message}` }], { cause });
  }
  return parseMapping(text, columns, basename(path), clock);
}

/**
 * Reads the text of a mapping file.
 * @throws MappingError
 */
export function parseMapping(
  text: string,
  columns: readonly string[],
  label: string,
  clock: Clock = systemClock,
): Mapping {
  const file = new MappingText(text, columns);
  const rules = file.rules();
  if (rules === undefined || file.problems.length > 0) throw new MappingError(label, file.problems);
  return expressionMapping(rules, clock);
}

class MappingText {
  readonly problems: MappingProblem[] = [];
  readonly #text: string;
  readonly #columns: readonly string[];
  readonly #lines = new LineCounter();

  constructor(text: string, columns: readonly string[]) {
    this.#text = text;
    this.#columns = columns;
  }

  rules(): MappingRules | undefined {
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false });
    for (const { message, pos } of document.errors) this.#problem(pos[0], undefined, message);
    if (document.errors.length > 0) return undefined;
    if (!isMap(document.contents)) {
      this.problems.push({ message: `the file must be an object with the keys ${KEYS.join(', ')}` });
      return undefined;
    }
    return this.#fromMap(document.contents);
  }

  #fromMap(map: YAMLMap): MappingRules | undefined {
    const rules: { -readonly [Key in RuleKey]?: MappingRules[Key] } = {};
    const profile: { attribute: string; rule: MappingRules['externalId'] }[] = [];
    for (const [key, name, value] of this.#entries(map)) {
      if (name === 'profile') profile.push(...this.#profile(value, key));
      else if (isRuleKey(name)) {
        const rule = this.#rule(name, value, key);
        if (rule !== undefined) rules[name] = rule;
      } else this.#problem(startOf(key), name, `unknown key; the keys are ${KEYS.join(', ')}`);
    }
    if (!map.has('externalId')) this.problems.push({ key: 'externalId', message: 'missing: it identifies a record' });
    if (!map.has('profile'))
      this.problems.push({ key: 'profile', message: 'missing: it lists the attributes to write' });
    const { externalId, ...others } = rules;
    return externalId === undefined ? undefined : { externalId, profile, ...others };
  }

  #profile(value: unknown, key: Scalar) {
    if (isMap(value) && value.items.length > 0) {
      return this.#entries(value).flatMap(([at, attribute, expression]) => {
        const rule = this.#rule(`profile.${attribute}`, expression, at);
        return rule === undefined ? [] : [{ attribute, rule }];
      });
    }
    this.#problem(startOf(key), 'profile', 'must be an object of attribute names and expressions');
    return [];
  }

  #entries(map: YAMLMap): readonly (readonly [key: Scalar, name: string, value: unknown])[] {
    return map.items.flatMap(({ key, value }) => (isScalar(key) ? [[key, String(key.value), value] as const] : []));
  }

  #rule(name: string, value: unknown, key: Scalar) {
    const text = isScalar(value) ? expressionText(value) : undefined;
    if (!isScalar(value) || text === undefined) {
      this.#problem(startOf(key), name, 'must be an expression, written as text');
      return undefined;
    }
    const start = startOf(value);
    // Within quotes or a block the expression begins later, and escapes may make its places unknown.
    const within = this.#text.slice(start, value.range?.[1]).indexOf(text);
    const compiled = compileRule(name, text, this.#columns);
    for (const { offset, message } of compiled.problems)
      this.#problem(within < 0 ? start : start + within + offset, name, message);
    return compiled.rule;
  }

  #problem(offset: number, key: string | undefined, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push({ ...(key === undefined ? {} : { key }), line, column: col, message });
  }
}

function isRuleKey(name: string): name is RuleKey {
  return name !== 'profile' && (KEYS as readonly string[]).includes(name);
}

/** Numbers, `true`, `false` and `null` are expressions as they stand. */
function expressionText({ value, source }: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  return source === '' ? undefined : (source ?? String(value));
}

function startOf(node: Scalar): number {
  return node.range?.[0] ?? 0;
}
