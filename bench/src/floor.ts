import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openAdministration } from '@headwater/server';
import copy from 'pg-copy-streams';

/** Tables that a first import fills. */
const TABLES = ['users', 'source_users', 'import_records', 'changes'] as const;

/**
 * The floor of a first import: its rows, exported, then loaded by COPY into the same tables of an empty org of the same
 * database, one table after the other. Seconds for all of them.
 */
export async function measureFloor(dataDir: string, workDir: string): Promise<number> {
  const administration = await openAdministration({ dataDir, databaseUrl: undefined });
  const client = await administration.database.pool.connect();
  const columns = async (table: string) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(attname) AS name FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum`,
      [`org_default.${table}`],
    );
    return rows.map(({ name }) => name).join(', ');
  };
  try {
    await client.query('CREATE SCHEMA floor');
    let seconds = 0;
    for (const table of TABLES) {
      const file = join(workDir, `${table}.copy`);
      const names = await columns(table);
      await pipeline(client.query(copy.to(`COPY org_default.${table} (${names}) TO STDOUT`)), createWriteStream(file));
      await client.query(`CREATE TABLE floor.${table} (LIKE org_default.${table} INCLUDING ALL)`);
      const began = performance.now();
      await pipeline(createReadStream(file), client.query(copy.from(`COPY floor.${table} (${names}) FROM STDIN`)));
      seconds += (performance.now() - began) / 1000;
    }
    await client.query('DROP SCHEMA floor CASCADE');
    return seconds;
  } finally {
    client.release();
    await administration.close();
  }
}
