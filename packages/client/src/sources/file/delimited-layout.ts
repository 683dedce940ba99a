import type { Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** How a table of text is laid out. */
export interface DelimitedLayout {
  readonly delimiter: string;
  /** Column names: of the header, or `column1` … where there is none. */
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  /** Lines before the table (Excel's `sep=;`). */
  readonly skippedLines: number;
  readonly warnings: readonly string[];
}

export interface LayoutOptions {
  readonly delimiter?: string;
  /** Default: found out. */
  readonly header?: boolean;
}

/** What is common to sampling and reading: quotes as in RFC 4180, and tolerance where it does no harm. */
export const PARSER_OPTIONS: Options = {
  quote: '"',
  escape: '"',
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

const CANDIDATES = [',', ';', '\t', '|'];
const SAMPLED_RECORDS = 30;

/**
 * Finds delimiter and header from the beginning of a file; `undefined` when there is no record at all.
 * @param complete whether `sample` is the whole file; else its last line may be cut off and is not looked at
 */
export function delimitedLayout(
  sample: string,
  complete: boolean,
  options: LayoutOptions,
): DelimitedLayout | undefined {
  const told = /^sep=(.)\r?\n/.exec(sample);
  const table = sample.slice(told?.[0].length ?? 0);
  const text = complete
    ? table
    : table.slice(0, Math.max(table.lastIndexOf('\n'), table.lastIndexOf('\r')) + 1) || table;
  const delimiter = options.delimiter ?? told?.[1] ?? likeliestDelimiter(text);
  const records = sampleRecords(text, delimiter);
  const first = records[0];
  if (first === undefined) return undefined;

  const hasHeader = options.header ?? looksLikeHeader(records);
  const { columns, warnings } = hasHeader ? namedColumns(first) : numberedColumns(records);
  const noHeader = 'The first line does not look like a header, so the columns are called column1, column2 and so on.';
  return {
    delimiter,
    columns,
    hasHeader,
    skippedLines: told === null ? 0 : 1,
    warnings: options.header === undefined && !hasHeader ? [...warnings, noHeader] : warnings,
  };
}

function sampleRecords(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { ...PARSER_OPTIONS, delimiter, to: SAMPLED_RECORDS }) as string[][];
  } catch {
    // A quote that is not closed within the sample; the lines before it tell enough.
    return text.split(/\r\n|\n|\r/, SAMPLED_RECORDS).flatMap((line) => (line === '' ? [] : [line.split(delimiter)]));
  }
}

/** The delimiter that cuts most records into the same number of fields, and into the most fields. */
function likeliestDelimiter(text: string): string {
  let best = { delimiter: ',', agreement: 0, fields: 1 };
  for (const delimiter of CANDIDATES) {
    const counts = sampleRecords(text, delimiter).map((record) => record.length);
    const fields = counts[0] ?? 1;
    const agreement = fields < 2 ? 0 : counts.filter((count) => count === fields).length / counts.length;
    if (agreement > best.agreement || (agreement === best.agreement && fields > best.fields)) {
      best = { delimiter, agreement, fields };
    }
  }
  return best.delimiter;
}

const ADDRESS_OR_DATE = /@|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/;
const NUMBER = /^[-+]?[\d.,\s]+$/;

/**
 * The first record names columns when none of its cells looks like an address, a date or a number. A number may be a
 * name (a year, say) where the second record has numbers under other, worded names.
 */
function looksLikeHeader([first = [], second = []]: readonly (readonly string[])[]): boolean {
  const cells = first.filter((cell) => cell.trim() !== '');
  if (cells.length === 0 || cells.some((cell) => ADDRESS_OR_DATE.test(cell.trim()))) return false;
  const worded = (cell: string) => cell.trim() !== '' && !NUMBER.test(cell.trim());
  return cells.every(worded) || first.some((cell, index) => worded(cell) && NUMBER.test(second[index] ?? ''));
}

function namedColumns(header: readonly string[]): Pick<DelimitedLayout, 'columns' | 'warnings'> {
  const names = header.map((cell) => cell.trim());
  while (names.length > 1 && names.at(-1) === '') names.pop();
  const columns: string[] = [];
  const warnings: string[] = [];
  for (const [index, name] of names.entries()) {
    let column = name === '' ? `column${index + 1}` : name;
    if (columns.includes(column)) {
      for (let copy = 2; columns.includes(column); copy++) column = `${name} (${copy})`;
      warnings.push(`Two columns are called "${name}"; the one in place ${index + 1} is called "${column}" here.`);
    }
    columns.push(column);
  }
  return { columns, warnings };
}

function numberedColumns(records: readonly (readonly string[])[]): Pick<DelimitedLayout, 'columns' | 'warnings'> {
  const widest = Math.max(...records.map((record) => record.length));
  return { columns: Array.from({ length: widest }, (_, index) => `column${index + 1}`), warnings: [] };
}
