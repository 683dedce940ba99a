import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageError } from './storage-error.ts';

/** One numbered `.sql` file. */
export interface Migration {
  readonly number: number;
  /** The file's name, `0001-users.sql`. */
  readonly name: string;
  /** SHA-256 of the text, hexadecimal, with line endings made `\n`. */
  readonly checksum: string;
  readonly text: string;
}

/** Which schemas a set of migrations is for: the platform's one, or every org's. */
export type MigrationSet = 'platform' | 'org';

const fileNamePattern = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** The compiler does not copy `.sql` files, so both `src/` and `dist/` read the ones in `src/`. */
const migrationsDirectory: string = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'src',
  'database',
  'migrations',
);

async function readMigration(directory: string, name: string): Promise<Migration> {
  const number = fileNamePattern.exec(name)?.[1];
  if (number === undefined) {
    throw new StorageError(
      'migration_name_invalid',
      `${join(directory, name)} is not named like a migration: use four digits, a dash and a-z, 0-9, -, as in 0002-add-colour.sql`,
    );
  }
  const text = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(text).digest('hex');
  return { number: Number(number), name, checksum, text };
}

/** The migrations of a folder in order. Throws a StorageError `migration_name_invalid` for a wrong or repeated number. */
export async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(directory, name)));
  const gap = migrations.findIndex((migration, index) => migration.number !== index + 1);
  if (gap !== -1) {
    throw new StorageError(
      'migration_name_invalid',
      `${join(directory, migrations[gap]?.name ?? '')} is out of sequence: number ${gap + 1} belongs here`,
    );
  }
  return migrations;
}

const loaded = new Map<MigrationSet, Promise<readonly Migration[]>>();

/** The project's own migrations, read once per process. */
export function loadMigrations(set: MigrationSet): Promise<readonly Migration[]> {
  let migrations = loaded.get(set);
  if (migrations === undefined) {
    migrations = readMigrations(join(migrationsDirectory, set));
    loaded.set(set, migrations);
  }
  return migrations;
}
