import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { type Binaries, explainFailure } from './binaries.ts';
import type { ClusterLocation } from './cluster-location.ts';
import { run } from './run.ts';

/** The superuser of every embedded cluster; who may enter the socket's folder is it, without a password. */
export const superuser = 'headwater';

/** The major version a cluster was made by, or undefined when there is no cluster. */
async function readClusterVersion(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return text === '' ? undefined : Number.parseInt(text, 10);
}

/**
 * Makes the cluster if there is none. It is made beside its place and moved there, so that a process killed half-way
 * leaves nothing that looks like a cluster, and of two processes one wins. Throws a StorageError
 * `cluster_version_mismatch`, `cluster_inaccessible` or `server_start_failed`.
 */
export async function initializeCluster(location: ClusterLocation, binaries: Binaries): Promise<void> {
  const version = await readClusterVersion(location.dataDirectory);
  if (version === binaries.majorVersion) return;
  if (version !== undefined) {
    throw new StorageError(
      'cluster_version_mismatch',
      `${location.dataDirectory} was made by PostgreSQL ${version}, and this Headwater brings ${binaries.majorVersion}; export with the Headwater that made it and import here`,
    );
  }
  const arriving = join(location.home, `data.${randomUUID()}`);
  const args = [
    `--pgdata=${arriving}`,
    `--username=${superuser}`,
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    // The operating system's own locale, which macOS does not call C.UTF-8; collation is the builtin one's everywhere.
    process.platform === 'darwin' ? '--locale=en_US.UTF-8' : '--locale=C.UTF-8',
    '--builtin-locale=C.UTF-8',
    '--lc-messages=C',
    '--data-checksums',
  ];
  try {
    const outcome = await run(binaries.initdb, args, location.user);
    if (outcome.status === 'not-started') throw explainFailure(binaries.initdb, outcome, location.user);
    if (outcome.code !== 0 && outcome.output.includes('could not look up effective user ID')) {
      throw new StorageError(
        'cluster_inaccessible',
        `PostgreSQL cannot make its cluster as user ${location.user.uid}, who has no account on this machine; add one to /etc/passwd, run Headwater as a user who has one, or set DATABASE_URL`,
      );
    }
    if (outcome.code !== 0) {
      throw new StorageError('server_start_failed', `initdb failed with code ${outcome.code}: ${outcome.output}`);
    }
    await rename(arriving, location.dataDirectory);
  } catch (error) {
    await rm(arriving, { recursive: true, force: true });
    if ((await readClusterVersion(location.dataDirectory)) === undefined) throw error;
  }
}
