import type { TableColumn } from '../../pack/pack.ts';
import { CardError } from '../../run/card-error.ts';
import { newCells } from '../../tables/cell.ts';
import { readRowsCsv } from '../../tables/csv/read-rows-csv.ts';
import { fromJson } from '../../values/encode.ts';
import { isObject, type ValueObject } from '../../values/value.ts';
import { type Path, pathText } from '../document/positions.ts';
import type { TestFile } from '../document/read-test-file.ts';
import type { FixtureRows } from '../document/test-document.ts';
import { TestFileError } from '../document/test-file-error.ts';
import { type FileTexts, textOf } from './file-texts.ts';

/** The rows of a table as a test file has them. Throws TestFileError for a cell that does not fit its column. */
export function fixtureRows(
  file: TestFile,
  path: Path,
  rows: FixtureRows,
  columns: readonly TableColumn[],
  files: FileTexts,
): readonly ValueObject[] {
  if (typeof rows === 'string') return fromCsv(file, path, rows, columns, files);
  return rows.map((row, index) => {
    const value = fromJson(row);
    const cells = isObject(value) ? value : {};
    explaining(file, [...path, index], () => newCells(columns, cells));
    return cells;
  });
}

function fromCsv(
  file: TestFile,
  path: Path,
  name: string,
  columns: readonly TableColumn[],
  files: FileTexts,
): readonly ValueObject[] {
  const text = textOf(files, name);
  const { rows, problems } = explaining(file, path, () => readRowsCsv(text, columns));
  if (problems.length === 0) return rows;
  throw new TestFileError(
    file.label,
    problems.slice(0, 20).map(({ row, column, message }) => ({
      ...file.position(path),
      at: pathText(path),
      message: `${name}, row ${row}, column "${column}": ${message}`,
    })),
  );
}

function explaining<T>(file: TestFile, path: Path, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CardError)) throw cause;
    throw new TestFileError(file.label, [{ ...file.position(path), at: pathText(path), message: cause.message }], {
      cause,
    });
  }
}
