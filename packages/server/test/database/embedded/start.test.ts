import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { describe, expect, test } from 'vitest';
import { startProgram } from '../../support/child-program.ts';
import { DataDirectory, isRoot, openDatabaseProgram, read, write } from './data-directory.ts';

const nobody = { uid: 65534, gid: 65534 };
/** An ordinary account that every system has. */
const daemon = { uid: 1, gid: 1 };
const withoutAccount = { uid: 54321, gid: 54321 };

const data = new DataDirectory('empty');

test('a fresh data directory gets a server; a second start finds what the first wrote', async () => {
  const first = await data.open();
  await write(first.database, 'kept');
  await data.close(first);
  const second = await data.open();
  expect([first.embedded, second.embedded, await read(second.database)]).toEqual([true, true, ['kept']]);
});

test('the server keeps every promise of durability, and is closed to all but its socket', async () => {
  const { database } = await data.open();
  const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses'];
  const settings = await database.inPlatform((tx) =>
    tx.query(sql`SELECT name, setting FROM pg_settings WHERE name = ANY (${names}) ORDER BY name`),
  );
  const facts = await database.inPlatform((tx) =>
    tx.query(sql`SELECT datlocale, datlocprovider, pg_encoding_to_char(encoding) AS encoding, current_user AS "user"
      FROM pg_database WHERE datname = current_database()`),
  );
  const socketFolder = await stat(join(data.home, 'run'));
  expect({ settings, facts, mode: socketFolder.mode & 0o777 }).toEqual({
    settings: [
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
      { name: 'synchronous_commit', setting: 'on' },
    ],
    facts: [{ datlocale: 'C.UTF-8', datlocprovider: 'b', encoding: 'UTF8', user: 'headwater' }],
    mode: 0o700,
  });
});

describe('paths', () => {
  test.each([
    ['spaces, quotes and commas', `it's a "dir", isn't it`],
    ['characters beyond ASCII', 'données-数据'],
    ['more characters than a socket’s path may have', 'long-'.repeat(30)],
  ])('a data directory with %s works', async (_what, name) => {
    data.path = join(data.path, name);
    const first = await data.open();
    await write(first.database, 'kept');
    await data.close(first);
    const second = await data.open();
    expect(await read(second.database)).toEqual(['kept']);
    await data.close(second);
    // A long path has its socket elsewhere, in a folder that stays for the next start.
    if ('host' in second.database.options) await rm(second.database.options.host, { recursive: true });
  });
});

test('both may start at once on an empty directory', async () => {
  const [first, second] = await Promise.all([data.open(), data.open()]);
  await write(first.database, 'first');
  await write(second.database, 'second');
  expect(await read(first.database)).toEqual(['first', 'second']);
});

describe.skipIf(!isRoot)('as root', () => {
  test('the server runs as an unprivileged user, who owns its folder', async () => {
    await data.open();
    const home = await stat(data.home);
    const status = await readFile(`/proc/${await data.postmasterPid()}/status`, 'utf8');
    expect([home.uid, /^Uid:\t(\d+)/m.exec(status)?.[1]]).toEqual([nobody.uid, String(nobody.uid)]);
  });

  test('a folder that only root can reach gets its cluster elsewhere, and finds it again', async () => {
    await chmod(data.folder, 0o700);
    const first = await data.open();
    await write(first.database, 'kept');
    await data.close(first);
    const [home = '', mark] = (await readFile(join(data.path, 'postgres.location'), 'utf8')).split('\n');
    const again = await data.open();
    expect([home.startsWith('/var/lib/headwater/'), mark, await read(again.database)]).toEqual([
      true,
      'in use',
      ['kept'],
    ]);
    await data.close(again);

    await rm(home, { recursive: true });
    await expect(data.open()).rejects.toMatchObject({
      code: 'cluster_missing',
      message: expect.stringContaining(home),
    });
  });

  test('an ordinary user runs the server as itself; root adopts it, and later runs it as that user', async () => {
    await data.makeEmpty(daemon);
    const program = await startProgram(openDatabaseProgram, [data.path], daemon);
    const adopter = await data.open();
    await write(adopter.database, 'kept');
    await data.close(adopter);
    await program.finish();
    const { database } = await data.open();
    const status = await readFile(`/proc/${await data.postmasterPid()}/status`, 'utf8');
    expect([await read(database), /^Uid:\t(\d+)/m.exec(status)?.[1]]).toEqual([['kept'], String(daemon.uid)]);
  });

  test('a data directory of someone without an account is served by nobody', async () => {
    await data.makeEmpty(withoutAccount);
    await data.open();
    expect((await stat(data.home)).uid).toBe(nobody.uid);
  });

  test('an ordinary user without an account is told what to do', async () => {
    await data.makeEmpty(withoutAccount);
    const program = startProgram(openDatabaseProgram, [data.path], withoutAccount);
    await expect(program).rejects.toThrow(/user 54321, who has no account .*\/etc\/passwd/);
  });

  test('an ordinary user is told whose a cluster is that it may not use', async () => {
    await data.close(await data.open());
    const program = startProgram(openDatabaseProgram, [data.path], daemon);
    await expect(program).rejects.toThrow(/postgres .*run Headwater as that owner/);
  });
});
