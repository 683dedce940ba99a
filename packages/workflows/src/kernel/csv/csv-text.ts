import { parse } from 'csv-parse/sync';
import { CardError } from '../../run/card-error.ts';
import { checkList, checkText } from '../../values/bounds.ts';

/** Records of a CSV text, blank lines left out. Throws `invalid_input` for text that is no CSV. */
export function readCsv(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    const records: string[][] = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
    return checkList(records);
  } catch (error) {
    if (error instanceof CardError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CardError(`Text is not CSV: ${reason}`, { kind: 'invalid_input' }, { cause: error });
  }
}

/** Records as CSV text (RFC 4180), each with a line feed at its end. */
export function writeCsv(records: readonly (readonly string[])[], delimiter: string): string {
  const lines = records.map((record) => `${record.map((field) => quoted(field, delimiter)).join(delimiter)}\n`);
  return checkText(lines.join(''));
}

function quoted(field: string, delimiter: string): string {
  const needsQuotes = /["\r\n]/.test(field) || field.includes(delimiter) || field.trim() !== field;
  return needsQuotes ? `"${field.replaceAll('"', '""')}"` : field;
}
