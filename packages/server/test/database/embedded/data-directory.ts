import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import type { DatabaseLog } from '../../../src/database/database-log.ts';
import { readPostmasterFile } from '../../../src/database/embedded/postmaster-file.ts';
import { type OpenDatabase, openDatabase } from '../../../src/database/open-database.ts';

export const isRoot: boolean = process.getuid?.() === 0;

/** The program that opens a data directory in a process of its own. */
export const openDatabaseProgram: URL = new URL('./open-database-program.ts', import.meta.url);

/** What `DataDirectory` begins each test with: nothing at all, or the cluster of an earlier run. */
export type Beginning = 'empty' | 'used';

/** A data directory of each test's own, which is closed and removed after it. Registers its hooks when made. */
export class DataDirectory {
  /** A folder that anybody can enter, with the data directory in it. */
  folder = '';
  path = '';
  #opened: OpenDatabase[] = [];

  constructor(beginning: Beginning) {
    let template = '';
    if (beginning === 'used') {
      beforeAll(async () => {
        template = await enterableFolder();
        await (await openDatabase({ dataDir: join(template, 'data') })).close();
      });
      afterAll(() => rm(template, { recursive: true, force: true }));
    }
    beforeEach(async () => {
      this.folder = await enterableFolder();
      this.path = join(this.folder, 'data');
      if (template !== '') await once(spawn('cp', ['-a', join(template, 'data'), this.path]), 'exit');
    });
    afterEach(async () => {
      for (const one of this.#opened.reverse()) await one.close();
      this.#opened = [];
      await rm(this.folder, { recursive: true, force: true });
    });
  }

  /** The folder of everything PostgreSQL's. */
  get home(): string {
    return join(this.path, 'postgres');
  }

  async open(log: DatabaseLog = () => undefined): Promise<OpenDatabase> {
    const one = await openDatabase({ dataDir: this.path, log });
    this.#opened.push(one);
    return one;
  }

  async close(one: OpenDatabase): Promise<void> {
    this.#opened = this.#opened.filter((other) => other !== one);
    await one.close();
  }

  async postmasterPid(): Promise<number> {
    const file = await readPostmasterFile(join(this.home, 'data'));
    if (file === undefined) throw new Error(`No server runs on ${this.home}`);
    return file.pid;
  }

  async killPostmaster(): Promise<void> {
    const pid = await this.postmasterPid();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }

  async makeEmpty(owner: { readonly uid: number; readonly gid: number }): Promise<void> {
    await mkdir(this.path);
    await once(spawn('chown', [`${owner.uid}:${owner.gid}`, this.path]), 'exit');
  }
}

async function enterableFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-embedded-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Waits until no process has this id: a process that is not a child cannot be waited for. */
export async function gone(pid: number): Promise<void> {
  const look = () =>
    access(`/proc/${pid}`).then(
      () => 'there',
      () => 'gone',
    );
  await expect.poll(look, { interval: 10, timeout: 20_000 }).toBe('gone');
}

/** Commits a note; tried again when the server goes away under it. */
export async function write(database: Database, note: string): Promise<void> {
  await database.inPlatform(
    async (tx) => {
      await tx.execute(sql`CREATE TABLE IF NOT EXISTS notes (id serial, note text UNIQUE)`);
      // Tried again, it must not write twice: the answer to a COMMIT may be lost.
      await tx.execute(sql`INSERT INTO notes (note) VALUES (${note}) ON CONFLICT DO NOTHING`);
    },
    { attempts: 5 },
  );
}

/** The notes committed, in order. */
export async function read(database: Database): Promise<readonly string[]> {
  const rows = await database.inPlatform(
    (tx) => tx.query<{ readonly note: string }>(sql`SELECT note FROM notes ORDER BY id`),
    { attempts: 5 },
  );
  return rows.map((row) => row.note);
}
