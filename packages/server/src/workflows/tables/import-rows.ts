import { randomUUID } from 'node:crypto';
import { type FlowTableImport, validationFailed } from '@headwater/protocol';
import { type ReadRowsCsvOptions, readRowsCsv } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import { clearRows, insertRows } from './rows.ts';
import { getTable } from './table.ts';
import { answered } from './table-error.ts';
import { tableLimits } from './table-limits.ts';

export interface ImportRows {
  readonly tableId: string;
  /** CSV in UTF-8, with a header. */
  readonly content: Buffer;
  /** Deletes the rows there are before. */
  readonly clear: boolean;
  readonly delimiter: string | undefined;
}

const MOST_PROBLEMS = 1_000;

/**
 * Adds the rows of a CSV file to a table, all or none. Values that do not fit their column are left out and reported. Throws
 * `notFound`, `validationFailed` for what is no CSV or too much.
 */
export async function importRows(
  org: Org,
  { tableId, content, clear, delimiter }: ImportRows,
): Promise<FlowTableImport> {
  const text = decode(content);
  const options: ReadRowsCsvOptions = { limits: tableLimits(org), ...(delimiter === undefined ? {} : { delimiter }) };
  return org.transaction(async (tx) => {
    const table = await getTable(tx, tableId, 'share');
    return answered('rows', async () => {
      const { rows, problems, ignored } = readRowsCsv(text, table.columns, options);
      const cleared = clear ? await clearRows(tx, table) : 0;
      await insertRows(
        tx,
        org,
        table,
        rows.map((values) => ({ id: randomUUID(), values })),
      );
      return {
        rows: rows.length,
        cleared,
        problemCount: problems.length,
        problems: problems.slice(0, MOST_PROBLEMS),
        ignored: [...ignored],
      };
    });
  });
}

function decode(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw validationFailed('rows', ['rows: The file is not in UTF-8; save it as CSV UTF-8']);
  }
}
