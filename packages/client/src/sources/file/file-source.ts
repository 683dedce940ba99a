import { basename } from 'node:path';
import { columnsOf } from '../shape.ts';
import { type Finding, type Source, SourceError, type SourceItem, type SourceShape } from '../source.ts';
import { type DelimitedLayout, delimitedLayout } from './delimited-layout.ts';
import { decodedText, detectEncoding, type Encoding, isKnownEncoding } from './encoding.ts';
import { type FileFormat, fileFormat } from './file-format.ts';
import { readDelimited } from './read-delimited.ts';
import { type JsonLayout, jsonLayout, readJson, readJsonLines } from './read-json.ts';

/** Everything but the path is found out where it is not told. */
export interface FileSourceOptions {
  readonly path: string;
  readonly format?: FileFormat;
  /** A name that iconv-lite knows, such as `utf-8`, `windows-1252`, `shift_jis`. */
  readonly encoding?: string;
  /** One character between fields. */
  readonly delimiter?: string;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** Property of a JSON object that holds the records. */
  readonly recordsAt?: string;
}

type Layout =
  | { readonly format: 'delimited'; readonly encoding: Encoding; readonly table: DelimitedLayout }
  | { readonly format: 'json'; readonly encoding: Encoding; readonly document: JsonLayout }
  | { readonly format: 'json-lines'; readonly encoding: Encoding };

const SAMPLE_CHARACTERS = 64 * 1024;
const SAMPLED_ROWS = 100;
const DELIMITER_NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

/**
 * A file as a source: CSV and its relatives, JSON (an array of objects, or an object with one such array), JSON Lines.
 * It is read as a stream; a file of any size needs little memory.
 *
 * @example fileSource({ path: 'people.csv' })
 */
export function fileSource(options: FileSourceOptions): Source {
  const { path } = options;
  const label = basename(path);
  let known: Promise<Layout> | undefined;
  const layout = () => {
    known ??= findLayout(options, label).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  async function* read({ signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<SourceItem, void, void> {
    signal?.throwIfAborted();
    const found = await layout();
    yield* items(found, decodedText(path, found.encoding.name, signal), label);
  }

  return {
    kind: 'file',
    label,
    read,
    check: async () => {
      try {
        const found = await layout();
        return warningsOf(found).map((message): Finding => ({ level: 'warning', message }));
      } catch (error) {
        if (error instanceof SourceError) return [{ level: 'error', message: error.message }];
        throw error;
      }
    },
    discover: async () => shapeOf(await layout(), read()),
  };
}

async function findLayout(options: FileSourceOptions, label: string): Promise<Layout> {
  const { path } = options;
  if (options.encoding !== undefined && !isKnownEncoding(options.encoding)) {
    throw new SourceError(label, `the encoding "${options.encoding}" is not known; try utf-8 or windows-1252`);
  }
  const detected = await detectEncoding(path);
  const encoding = options.encoding === undefined ? detected : { name: options.encoding };
  const { sample, complete } = await sampleOf(path, encoding.name);
  const format = options.format ?? fileFormat(path, sample);
  switch (format) {
    case 'delimited': {
      const table = delimitedLayout(sample, complete, options);
      if (table === undefined) throw new SourceError(label, 'the file holds no record');
      return { format, encoding, table };
    }
    case 'json':
      return {
        format,
        encoding,
        document: await jsonLayout(decodedText(path, encoding.name), label, options.recordsAt),
      };
    case 'json-lines':
      return { format, encoding };
  }
}

async function sampleOf(
  path: string,
  encoding: string,
): Promise<{ readonly sample: string; readonly complete: boolean }> {
  let sample = '';
  for await (const chunk of decodedText(path, encoding)) {
    sample += chunk;
    if (sample.length >= SAMPLE_CHARACTERS) return { sample, complete: false };
  }
  return { sample, complete: true };
}

function items(layout: Layout, text: AsyncIterable<string>, label: string): AsyncIterable<SourceItem> {
  switch (layout.format) {
    case 'delimited':
      return readDelimited(text, layout.table, label);
    case 'json':
      return readJson(text, layout.document, label);
    case 'json-lines':
      return readJsonLines(text);
  }
}

/** Columns of documents may appear in any record, so all are read; those of tables stand in the header. */
async function shapeOf(layout: Layout, rows: AsyncIterable<SourceItem>): Promise<SourceShape> {
  const table = layout.format === 'delimited' ? layout.table : undefined;
  return {
    columns: await columnsOf(rows, table?.columns, table === undefined ? undefined : SAMPLED_ROWS),
    details: detailsOf(layout),
    warnings: warningsOf(layout),
  };
}

function detailsOf(layout: Layout): Readonly<Record<string, string>> {
  const encoding = layout.encoding.name;
  switch (layout.format) {
    case 'delimited': {
      const { delimiter, hasHeader } = layout.table;
      const name = DELIMITER_NAMES[delimiter] ?? delimiter;
      return { format: 'delimited text', encoding, delimiter: name, header: hasHeader ? 'yes' : 'no' };
    }
    case 'json': {
      const { recordsAt } = layout.document;
      return { format: 'JSON', encoding, records: recordsAt === null ? 'the document' : `the array "${recordsAt}"` };
    }
    case 'json-lines':
      return { format: 'JSON Lines', encoding };
  }
}

function warningsOf(layout: Layout): readonly string[] {
  const encoding = layout.encoding.warning === undefined ? [] : [layout.encoding.warning];
  return layout.format === 'delimited' ? [...encoding, ...layout.table.warnings] : encoding;
}
