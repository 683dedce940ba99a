import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { SourceError, type SourceItem } from '../source.ts';
import { type DelimitedLayout, PARSER_OPTIONS } from './delimited-layout.ts';

/** A record this long is a quote that was opened and never closed. */
const LONGEST_RECORD = 4 * 1024 * 1024;

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads the records of a table. A record with another number of fields than the header is unreadable. */
export async function* readDelimited(
  text: AsyncIterable<string>,
  layout: DelimitedLayout,
  label: string,
): AsyncGenerator<SourceItem, void, void> {
  const parser = parse({
    ...PARSER_OPTIONS,
    delimiter: layout.delimiter,
    from_line: layout.skippedLines + 1,
    info: true,
    max_record_size: LONGEST_RECORD,
  });
  const feeding = pipeline(Readable.from(text), parser);
  feeding.catch(() => {});
  let row = 0;
  let isHeader = layout.hasHeader;
  let lastLine = layout.skippedLines;
  let countedTwice = 0;
  try {
    for await (const parsed of parser) {
      const { record, info } = parsed as ParsedRecord;
      // The parser counts a CR LF within quotes as two lines.
      countedTwice += countIn(record, /\r\n/g);
      lastLine = info.lines - countedTwice;
      if (isHeader) isHeader = false;
      else yield toItem(record, layout.columns, ++row, lastLine - countIn(record, /\r\n|\n|\r/g));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SourceError(label, malformed(error), { line: lastLine + 1, cause: error });
  }
}

function countIn(record: readonly string[], pattern: RegExp): number {
  return record.reduce((count, field) => count + (field.match(pattern)?.length ?? 0), 0);
}

function toItem(record: readonly string[], columns: readonly string[], row: number, line: number): SourceItem {
  const surplus = record.slice(columns.length);
  if (record.length < columns.length || surplus.some((field) => field !== '')) {
    const message = `The record has ${record.length} fields where the header has ${columns.length}. Look for a missing or unquoted delimiter.`;
    return { kind: 'unreadable', row, line, message };
  }
  return {
    kind: 'row',
    row,
    line,
    values: Object.fromEntries(columns.map((name, index) => [name, record[index] ?? ''])),
  };
}

function malformed(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return 'a quote is opened in the record that begins here and never closed. Close or double it.';
    default:
      return `the record that begins here is malformed: ${error.message}`;
  }
}
