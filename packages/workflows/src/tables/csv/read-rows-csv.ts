import { parse } from 'csv-parse/sync';
import type { TableColumn } from '../../pack/pack.ts';
import { CardError } from '../../run/card-error.ts';
import { setKey, type Value, type ValueObject } from '../../values/value.ts';
import { toCell } from '../cell.ts';
import { TABLE_LIMITS, type TableLimits } from '../limits.ts';

export interface ReadRowsCsvOptions {
  /** Default: a comma. */
  readonly delimiter?: string;
  /** From a heading of the file to a column of the table. Not empty: only these headings are read. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** Columns to read from headings of the same name, if there is no mapping. Default: every column the file has. */
  readonly select?: readonly string[];
  /** Default: those of tables of Okta. */
  readonly limits?: Pick<TableLimits, 'cellCharacters'>;
}

/** A value that was left out. */
export interface CsvProblem {
  /** 1 for the first row below the header. */
  readonly row: number;
  readonly column: string;
  /** Why, with the value seen. */
  readonly message: string;
}

export interface CsvRows {
  /** Converted to the types of the columns, ready for the table. */
  readonly rows: readonly ValueObject[];
  /** Values that could not be converted; their cells are null. */
  readonly problems: readonly CsvProblem[];
  /** Headings of the file that no column was read from, `rowId` and `system.updated` excepted. */
  readonly ignored: readonly string[];
}

/** Columns that the designer's export writes and every import skips (workflows-format 1). */
const SYSTEM_HEADINGS: ReadonlySet<string> = new Set(['rowId', 'system.updated']);

/**
 * Rows of a CSV file with a header, for a table (workflows-format 10.6; workflows-functions 11, `importFromCSV`). A value that does
 * not fit its column becomes null and is reported. Throws a CardError `invalid_input` when the text is no CSV, or when mapping or
 * select name a heading or column that is not there.
 */
export function readRowsCsv(
  text: string,
  columns: readonly TableColumn[],
  { delimiter = ',', mapping = {}, select = [], limits = TABLE_LIMITS }: ReadRowsCsvOptions = {},
): CsvRows {
  const [header = [], ...lines] = records(text, delimiter);
  const sources = sourcesOf(header, columns, mapping, select);
  const problems: CsvProblem[] = [];
  const rows = lines.map((line, index) => {
    const row: { [key: string]: Value } = {};
    for (const { position, column } of sources) {
      setKey(
        row,
        column.name,
        readCell(column, line[position] ?? '', limits, (message) =>
          problems.push({ row: index + 1, column: column.name, message }),
        ),
      );
    }
    return row;
  });
  const read = new Set(sources.map(({ position }) => position));
  const ignored = header.filter((heading, position) => !read.has(position) && !SYSTEM_HEADINGS.has(heading));
  return { rows, problems, ignored };
}

function records(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CardError(`The file cannot be read as CSV: ${reason}`, { kind: 'invalid_input' }, { cause });
  }
}

interface Source {
  readonly position: number;
  readonly column: TableColumn;
}

function sourcesOf(
  header: readonly string[],
  columns: readonly TableColumn[],
  mapping: Readonly<Record<string, string>>,
  select: readonly string[],
): readonly Source[] {
  const mapped = Object.entries(mapping);
  if (mapped.length === 0 && select.length === 0) {
    return columns.flatMap((column) => {
      const position = header.indexOf(column.name);
      return position === -1 ? [] : [{ position, column }];
    });
  }
  const pairs = mapped.length > 0 ? mapped : select.map((name) => [name, name] as const);
  return pairs.map(([heading, name]) => {
    const position = header.indexOf(heading);
    const column = columns.find((one) => one.name === name);
    if (position === -1) {
      throw new CardError(
        `The file has no heading "${heading}"; it has ${header.map((one) => `"${one}"`).join(', ')}.`,
        {
          kind: 'invalid_input',
        },
      );
    }
    if (column === undefined) {
      throw new CardError(`The table has no column "${name}" for the heading "${heading}".`, { kind: 'invalid_input' });
    }
    return { position, column };
  });
}

function readCell(
  column: TableColumn,
  text: string,
  limits: Pick<TableLimits, 'cellCharacters'>,
  report: (message: string) => void,
): Value {
  try {
    return toCell(column, text, limits);
  } catch (cause) {
    if (!(cause instanceof CardError)) throw cause;
    report(cause.message);
    return null;
  }
}
