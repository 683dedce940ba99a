import { once } from 'node:events';
import { openDatabase } from '../../../src/database/open-database.ts';

/** Opens the database of the data directory given, says so in one line, and closes it when standard input ends. */
export async function main([dataDir = '']: readonly string[]): Promise<void> {
  const opened = await openDatabase({ dataDir });
  process.stdout.write(`${JSON.stringify(opened.database.options)}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await opened.close();
}
