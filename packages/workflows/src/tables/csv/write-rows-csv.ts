import type { TableRow } from '../../run/ports.ts';
import { toText } from '../../values/convert.ts';
import { getKey } from '../../values/value.ts';

export interface WriteRowsCsvOptions {
  /** Default: a comma. */
  readonly delimiter?: string;
  /** Begins with `rowId` and `system.updated` (milliseconds since 1970), as the designer's export does. Default: false. */
  readonly system?: boolean;
}

/**
 * Rows as CSV with a header, quoted as RFC 4180 says, lines ended by a line feed, without a byte order mark (workflows-functions
 * 11, `exportToCSV`). Instants are ISO 8601, empty cells nothing; a line of one empty cell is `""`, since readers skip empty lines.
 * @param columns names, in the order of the file
 */
export function writeRowsCsv(
  columns: readonly string[],
  rows: readonly TableRow[],
  { delimiter = ',', system = false }: WriteRowsCsvOptions = {},
): string {
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell) => quote(cell, delimiter)).join(delimiter) || '""'}\n`;
  const header = system ? ['rowId', 'system.updated', ...columns] : columns;
  return [
    line(header),
    ...rows.map((row) => {
      const cells = columns.map((name) => toText(getKey(row.values, name)));
      return line(system ? [row.id, String(row.updated.getTime()), ...cells] : cells);
    }),
  ].join('');
}

function quote(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
