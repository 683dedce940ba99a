import Type, { type TSchema } from 'typebox';
import Value from 'typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { nearestNames } from '../../kernel/nearest-names.ts';
import { type Path, type Position, Positions, pathText } from './positions.ts';
import { Expected, TestCase, TestDocument } from './test-document.ts';
import { TestFileError, type TestFileProblem } from './test-file-error.ts';

/** A read test file. */
export interface TestFile {
  /** For messages: name of the file. */
  readonly label: string;
  readonly document: TestDocument;
  /** Where something of it stands in the file. */
  position(path: Path): Position;
}

const MOST_ALIASES = 100;
const MOST_PROBLEMS = 50;
const CLOSED = { additionalProperties: false } as const;

/**
 * Reads the text of a test file: YAML, and so JSON. Checks its form strictly; whether its names are those of a pack is
 * {@link checkNames}'s question. Throws TestFileError with every problem and its line and column.
 */
export function readTestFile(text: string, label: string): TestFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positions = new Positions(document, lines);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({ ...positions.at(pos[0]), at: '', message }));
    throw new TestFileError(label, problems);
  }
  const read = toPlain(() => document.toJS({ maxAliasCount: MOST_ALIASES }), label);
  if (Value.Check(TestDocument, read)) {
    return { label, document: read, position: (path) => positions.of(path) };
  }
  throw new TestFileError(label, formProblems(read, positions));
}

function toPlain(convert: () => unknown, label: string): unknown {
  try {
    return convert();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TestFileError(label, [{ line: null, column: null, at: '', message }], { cause });
  }
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

/** A part of a test file that is checked by itself, for the validator tells only the first few errors. */
interface Part {
  readonly schema: TSchema;
  readonly value: unknown;
  readonly path: Path;
}

function partsOf(read: unknown): readonly Part[] {
  const { cases, ...around } = TestDocument.properties;
  if (!isObject(read) || !Array.isArray(read.cases) || read.cases.length === 0) {
    return [{ schema: TestDocument, value: read, path: [] }];
  }
  return [
    { schema: Type.Object(around, CLOSED), value: without(read, 'cases'), path: [] },
    ...read.cases.flatMap((value: unknown, index) => casePartsOf(value, ['cases', index])),
  ];
}

/** The calls of a case apart from the rest. */
function casePartsOf(value: unknown, path: Path): readonly Part[] {
  const { items } = Expected.properties.calls;
  if (!isObject(value) || !isObject(value.expect) || !Array.isArray(value.expect.calls)) {
    return [{ schema: TestCase, value, path }];
  }
  return [
    { schema: TestCase, value: { ...value, expect: without(value.expect, 'calls') }, path },
    ...value.expect.calls.map((call: unknown, index) => ({
      schema: items,
      value: call,
      path: [...path, 'expect', 'calls', index],
    })),
  ];
}

function formProblems(read: unknown, positions: Positions): readonly TestFileProblem[] {
  const found: { readonly path: Path; readonly message: string; readonly isUnion: boolean }[] = [];
  for (const part of partsOf(read)) {
    const errors = Value.Errors(part.schema, part.value);
    for (const error of errors) {
      const inner = pathOf(error.instancePath, part.value);
      const message = messageOf(error, inner, part, errors);
      if (message === null) continue;
      found.push({ path: [...part.path, ...inner], message, isUnion: error.keyword === 'anyOf' });
    }
  }
  const problems = new Map<string, TestFileProblem>();
  for (const { path, message, isUnion } of found) {
    const at = pathText(path);
    // What is wrong inside of one branch says more than that none of them fits.
    const isSaid = isUnion && found.some((one) => one.path.length > path.length && pathText(one.path).startsWith(at));
    if (!isSaid && !problems.has(at)) problems.set(at, { ...positions.of(path), at, message });
  }
  return [...problems.values()].sort(byPlace).slice(0, MOST_PROBLEMS);
}

function byPlace(one: TestFileProblem, other: TestFileProblem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** What is wrong in words; null for errors that another one says better. */
function messageOf(error: SchemaError, path: Path, part: Part, all: readonly SchemaError[]): string | null {
  const { keyword, schemaPath } = error;
  if (isInsideUnion(error, part, all)) return null;
  if (keyword === 'additionalProperties') return null;
  if (keyword === 'boolean') return unknownKey(String(path.at(-1)), schemaPath, part.schema);
  if (keyword === 'required') {
    const missing = (error.params as { readonly requiredProperties?: readonly string[] }).requiredProperties ?? [];
    return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
  }
  const { description } = schemaAt(schemaPath, part.schema) ?? {};
  if (keyword === 'minItems') return 'it is empty; it needs at least one';
  const value = seenAt(path, part.value);
  return `${value} must be ${description ?? error.message.replace(/^must be /, '')}`;
}

function unknownKey(key: string, schemaPath: string, schema: TSchema): string {
  const known = Object.keys(schemaAt(schemaPath.replace(/\/additionalProperties$/, ''), schema)?.properties ?? {});
  const near = nearestNames(key, known);
  return near.length > 0
    ? `there is no key "${key}"; did you mean ${near.join(' or ')}?`
    : `there is no key "${key}"; the keys are ${known.join(', ')}`;
}

/** Whether an error is about a branch of a union that was not meant: one for another type, or a call instead of a set of them. */
function isInsideUnion({ schemaPath, instancePath }: SchemaError, part: Part, all: readonly SchemaError[]): boolean {
  return [...schemaPath.matchAll(/\/anyOf\/\d+/g)].some(({ index, 0: step }) => {
    const branch = schemaPath.slice(0, index + step.length);
    const at = steps(instancePath).slice(0, instanceDepth(schemaPath.slice(0, index)));
    const isOtherType = all.some(
      (one) =>
        one.schemaPath === branch &&
        steps(one.instancePath).join('/') === at.join('/') &&
        (one.keyword === 'type' || one.keyword === 'pattern'),
    );
    return isOtherType || isOtherCall(branch, part, at.reduce(child, part.value));
  });
}

/** How many steps into a value a step into the schema is. */
function instanceDepth(schemaPath: string): number {
  const [, ...words] = schemaPath.split('/');
  let depth = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'items') depth++;
    if (word === 'properties' || word === 'patternProperties') {
      depth++;
      at++;
    }
    if (word === 'anyOf') at++;
  }
  return depth;
}

/** `{set: […]}` is one branch of calls; any other object means the other. */
function isOtherCall(branch: string, part: Part, value: unknown): boolean {
  const { properties } = schemaAt(branch, part.schema) ?? {};
  if (properties === undefined || !isObject(value)) return false;
  const isOfCalls = 'set' in properties || 'pattern' in properties;
  return isOfCalls && 'set' in value !== 'set' in properties;
}

interface SchemaFacts {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
}

function schemaAt(pointer: string, schema: TSchema): SchemaFacts | undefined {
  let at: unknown = schema;
  for (const step of steps(pointer.replace(/^#/, ''))) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, step) ? (at as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  return typeof at === 'object' && at !== null ? (at as SchemaFacts) : undefined;
}

function pathOf(pointer: string, read: unknown): Path {
  let at: unknown = read;
  return steps(pointer).map((step) => {
    const isItem = Array.isArray(at);
    at = child(at, step);
    return isItem ? Number(step) : step;
  });
}

function valueAt(path: Path, read: unknown): unknown {
  return path.reduce(child, read);
}

function child(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step];
}

function steps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function seenAt(path: Path, read: unknown): string {
  const value = valueAt(path, read);
  if (value === null || value === undefined) return 'what is empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function without(object: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
