import pg from 'pg';
import { expect, test } from 'vitest';
import { connectionUrl } from '../../src/database/connection.ts';
import { checkServerFacts, openDatabase } from '../../src/database/open-database.ts';
import { createEmptyDatabase } from '../support/database.ts';

test('an older server is refused with its version', () => {
  const facts = { version: '14.9 (Debian)', number: 140009, encoding: 'UTF8' };
  expect(() => checkServerFacts(facts, 'postgres://db')).toThrow(
    expect.objectContaining({
      code: 'server_version_unsupported',
      message: expect.stringMatching(/postgres:\/\/db is version 14\.9 \(Debian\).*15 or later/),
    }),
  );
});

test('the oldest supported version is accepted', () => {
  expect(() => checkServerFacts({ version: '15.0', number: 150000, encoding: 'UTF8' }, 'here')).not.toThrow();
});

test('a database in another encoding is refused', async () => {
  const cluster = await createEmptyDatabase();
  const client = new pg.Client({ ...cluster });
  await client.connect();
  const name = `${cluster.database}_latin`;
  await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`);
  await client.end();
  const failed = openDatabase({ dataDir: '/nowhere', databaseUrl: connectionUrl({ ...cluster, database: name }) });
  await expect(failed).rejects.toMatchObject({
    code: 'server_encoding_unsupported',
    message: expect.stringContaining('LATIN1'),
  });
});

test('several processes that open one new database at once migrate it once', async () => {
  const databaseUrl = connectionUrl(await createEmptyDatabase());
  const opened = await Promise.all(
    Array.from({ length: 4 }, () => openDatabase({ dataDir: '/nowhere', databaseUrl, maxConnections: 2 })),
  );
  const counts = await Promise.all(
    opened.map(({ database }) => database.pool.query('SELECT count(*) > 0 AS migrated FROM headwater.migrations')),
  );
  await Promise.all(opened.map((one) => one.close()));
  expect(counts.map(({ rows }) => rows)).toEqual(Array.from({ length: 4 }, () => [{ migrated: true }]));
});
