import type { ValueMap } from '@headwater/expression';
import { SourceError, type SourceItem } from '../source.ts';
import { type JsonPart, JsonSyntaxError, scanJson } from './scan-json.ts';

/** Where the records of a JSON document are: a property of its object, or `null` for the document itself. */
export interface JsonLayout {
  readonly recordsAt: string | null;
}

/**
 * Finds the array of records by walking through the whole document.
 * @param recordsAt the property that holds it, where there are several
 */
export async function jsonLayout(
  text: AsyncIterable<string>,
  label: string,
  recordsAt: string | undefined,
): Promise<JsonLayout> {
  const arrays = new Map<string | null, string | null>();
  for await (const part of scan(text, label, () => false))
    if (part.kind === 'array') arrays.set(part.array, part.first);
  if (arrays.has(null)) return { recordsAt: null };

  const names = [...arrays.keys()].filter((name) => name !== null);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  if (recordsAt !== undefined) {
    if (arrays.has(recordsAt)) return { recordsAt };
    throw new SourceError(
      label,
      `there is no array "${recordsAt}" in its object; there is ${quoted === '' ? 'none' : quoted}`,
    );
  }
  const ofObjects = names.filter((name) => arrays.get(name) === '{');
  const [only] = ofObjects.length === 0 ? names : ofObjects;
  if (only !== undefined && (ofObjects.length === 1 || names.length === 1)) return { recordsAt: only };
  if (names.length === 0) throw new SourceError(label, 'the file holds one object without an array of records');
  throw new SourceError(label, `the object holds several arrays (${quoted}); say which one holds the records`);
}

/** Reads the records of a JSON document, one by one. */
export async function* readJson(
  text: AsyncIterable<string>,
  layout: JsonLayout,
  label: string,
): AsyncGenerator<SourceItem, void, void> {
  let row = 0;
  for await (const part of scan(text, label, (array) => array === layout.recordsAt)) {
    if (part.kind === 'element') yield jsonItem(part.text, ++row, part.line);
  }
}

/** Reads JSON Lines: one object a line. */
export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<SourceItem, void, void> {
  let row = 0;
  let line = 0;
  for await (const content of lines(text)) {
    line++;
    if (content.trim() !== '') yield jsonItem(content, ++row, line);
  }
}

/** A record of its JSON text. */
function jsonItem(text: string, row: number, line: number): SourceItem {
  const unreadable = (message: string): SourceItem => ({ kind: 'unreadable', row, line, message });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { kind: 'row', row, line, values: value as ValueMap };
    }
    return unreadable(`The record is ${text.trim().slice(0, 40)}, not an object.`);
  } catch (error) {
    return unreadable(`The record is not JSON: ${(error as SyntaxError).message}`);
  }
}

async function* scan(
  text: AsyncIterable<string>,
  label: string,
  wanted: (array: string | null) => boolean,
): AsyncGenerator<JsonPart, void, void> {
  try {
    yield* scanJson(text, wanted);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new SourceError(label, error.message, { line: error.line, cause: error });
  }
}

async function* lines(text: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}
