import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { describe, expect, test } from 'vitest';
import { connectionUrl, type ServerAddress } from '../../../src/database/connection.ts';
import { connectDatabase } from '../../../src/database/database.ts';
import { openDatabase } from '../../../src/database/open-database.ts';
import { startProgram } from '../../support/child-program.ts';
import { DataDirectory, gone, isRoot, openDatabaseProgram, read, write } from './data-directory.ts';

const data = new DataDirectory('used');

test('killing PostgreSQL loses nothing that was committed, and the service comes back by itself', async () => {
  const log: string[] = [];
  const { database } = await data.open(({ level }) => log.push(level));
  await write(database, 'before');
  await data.killPostmaster();
  await write(database, 'after');
  expect([await read(database), log]).toEqual([
    ['before', 'after'],
    ['warn', 'info'],
  ]);
});

test('killing one backend, after which PostgreSQL restarts itself, is survived by transactions with attempts', async () => {
  const { database } = await data.open();
  await write(database, 'before');
  const connection = await database.connection();
  const lost = new Promise((resolve) => connection.onLost(resolve));
  const [backend] = await connection.query<{ readonly pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
  process.kill(backend?.pid ?? 0, 'SIGKILL');
  await lost;
  await write(database, 'after');
  expect(await read(database)).toEqual(['before', 'after']);
});

test('a server that cannot be brought back is reported once, with what to do', async () => {
  const one = await data.open();
  const failure = new Promise<Error>((resolve) => one.onFailure(resolve));
  const control = join(data.home, 'data', 'global', 'pg_control');
  const pid = await data.postmasterPid();
  await rename(control, `${control}.away`);
  process.kill(pid, 'SIGKILL');
  expect(await failure).toMatchObject({
    code: 'server_start_failed',
    message: expect.stringMatching(/cannot be kept running.*pg_control.*start Headwater again/s),
  });
  await rename(`${control}.away`, control);
  await data.close(one);
  expect((await data.open()).embedded).toBe(true);
});

test('killing the process that owns the server stops it cleanly, and the data is there at the next start', async () => {
  const owner = await startProgram(openDatabaseProgram, [data.path]);
  // The program writes the options of its own embedded server.
  const database = connectDatabase(owner.said as ServerAddress);
  await write(database, 'committed');
  const pid = await data.postmasterPid();
  await owner.kill();
  await gone(pid);
  await database.close();

  const log = await readFile(join(data.home, 'server.log'), 'utf8');
  expect(log).toContain('received fast shutdown request');
  expect(await read((await data.open()).database)).toEqual(['committed']);
});

test('a process that starts while a killed owner’s server is still stopping gets a server of its own', async () => {
  const owner = await startProgram(openDatabaseProgram, [data.path]);
  await owner.kill();
  const { database } = await data.open();
  await write(database, 'served');
  expect(await read(database)).toEqual(['served']);
});

describe('two processes on one data directory', () => {
  test('the second adopts the server of the first, and leaves it running', async () => {
    const owner = await startProgram(openDatabaseProgram, [data.path]);
    const pid = await data.postmasterPid();
    const adopter = await data.open();
    await write(adopter.database, 'from the second');
    await data.close(adopter);
    expect(await data.postmasterPid()).toBe(pid);
    expect(await owner.finish()).toBe(0);
    await gone(pid);
  });

  test('when the first ends, the second goes on with a server of its own', async () => {
    const owner = await startProgram(openDatabaseProgram, [data.path]);
    const { database } = await data.open();
    await write(database, 'before');
    const pid = await data.postmasterPid();
    await owner.finish();
    await gone(pid);
    await write(database, 'after');
    expect(await read(database)).toEqual(['before', 'after']);
  });
});

test('an external server is used by its URL, which also reaches a Unix socket', async () => {
  const { database } = await data.open();
  const external = await openDatabase({ dataDir: '/nowhere', databaseUrl: connectionUrl(database.options) });
  await write(external.database, 'by URL');
  await external.close();
  expect([external.embedded, await read(database)]).toEqual([false, ['by URL']]);
});

test('lock files that name a living process of another program do not stop a start', async () => {
  await data.close(await data.open());
  const home = data.home;
  const { uid, gid } = await stat(home);
  const other = spawn('/bin/sleep', ['1000'], isRoot ? { uid, gid } : {});
  await once(other, 'spawn');
  const lock = `${other.pid}\n${home}/data\n1700000000\n5432\n${home}/run\n\n\nready\n`;
  await writeFile(join(home, 'data', 'postmaster.pid'), lock);
  await writeFile(join(home, 'run', '.s.PGSQL.5432.lock'), lock);
  const { database } = await data.open();
  await write(database, 'served');
  expect(await read(database)).toEqual(['served']);
  other.kill();
});

test('a cluster of another major version is refused with both numbers', async () => {
  await data.close(await data.open());
  await writeFile(join(data.home, 'data', 'PG_VERSION'), '16\n');
  await expect(data.open()).rejects.toMatchObject({
    code: 'cluster_version_mismatch',
    message: expect.stringMatching(/PostgreSQL 16.*brings \d+/),
  });
});

test('a server that refuses to start is an error with its own words', async () => {
  await data.close(await data.open());
  await writeFile(join(data.home, 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(data.open()).rejects.toMatchObject({
    code: 'server_start_failed',
    message: expect.stringContaining('no_such_setting'),
  });
});
