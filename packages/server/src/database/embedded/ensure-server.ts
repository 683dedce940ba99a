import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { errorCode } from '../../error-code.ts';
import type { ServerAddress } from '../connection.ts';
import { isConnectionLost } from '../is-retryable.ts';
import { StorageError } from '../storage-error.ts';
import { type Binaries, locateBinaries } from './binaries.ts';
import type { ClusterLocation } from './cluster-location.ts';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';
import { initializeCluster, superuser } from './initialize-cluster.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { removeStaleLocks, socketPort } from './stale-lock.ts';

/** A server that accepts connections: `own` when this process started it, undefined when it was found running. */
export interface RunningServer {
  readonly own: GuardedServer | undefined;
}

/** Recovery after a crash replays at most `max_wal_size` of log, and old backends may take as long to leave. */
const patienceMillis = 120_000;
const readyPollMillis = 5;
const retryPauseMillis = 50;

/** What a server logs (in the C locale) when an earlier one of the same cluster, or its backends, are still leaving. */
const othersStillThere =
  /lock file "[^"]*" already exists|pre-existing shared memory block|could not bind Unix address/;

type Probe = 'ready' | 'busy' | 'absent';

/** Where the server of a cluster answers. */
export function addressOf({ socketDirectory }: ClusterLocation): ServerAddress {
  return { host: socketDirectory, port: socketPort, user: superuser, database: 'postgres' };
}

async function askDataDirectory(address: ServerAddress): Promise<string> {
  const client = new pg.Client({ ...address, application_name: 'headwater probe' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query<{ readonly data_directory: string }>('SHOW data_directory');
    return result.rows[0]?.data_directory ?? '';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function probe(address: ServerAddress, location: ClusterLocation): Promise<Probe> {
  let served: string;
  try {
    served = await askDataDirectory(address);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent';
    if (code === '57P03' || code === '53300' || isConnectionLost(error)) return 'busy';
    throw new StorageError('cluster_inaccessible', `The server at ${address.host} refuses this process: ${error}`, {
      cause: error,
    });
  }
  const expected = await realpath(location.dataDirectory).catch(() => location.dataDirectory);
  if (served === expected || served === location.dataDirectory) return 'ready';
  throw new StorageError(
    'cluster_inaccessible',
    `The socket in ${address.host} belongs to the server of ${served}, not of ${location.dataDirectory}; stop that server`,
  );
}

async function becomesReady(server: GuardedServer, dataDirectory: string): Promise<boolean> {
  while (server.isAlive()) {
    const file = await readPostmasterFile(dataDirectory);
    if (file?.pid === server.pid && file.ready) return true;
    await delay(readyPollMillis);
  }
  return false;
}

/** Starts the server; undefined when an earlier one is still leaving, so that it is to be tried again. */
async function tryStart(location: ClusterLocation, binaries: Binaries): Promise<GuardedServer | undefined> {
  await removeStaleLocks(location);
  const server = await startGuardedServer(location, binaries);
  if (await becomesReady(server, location.dataDirectory)) return server;
  const { code, log } = await server.exited;
  if (othersStillThere.test(log)) return undefined;
  throw new StorageError(
    'server_start_failed',
    `PostgreSQL did not start on ${location.dataDirectory} (exit code ${code}). It said:\n${log}\nThe whole log is ${location.logFile}`,
  );
}

/**
 * Sees to it that the cluster's server runs: adopts the one that answers on its socket, waits for one that is starting
 * or stopping, makes the cluster if there is none, starts a server if there is none. Several processes may do this at
 * once; one of them becomes the owner. Throws a StorageError.
 */
export async function ensureServer(location: ClusterLocation): Promise<RunningServer> {
  const address = addressOf(location);
  const giveUpAt = performance.now() + patienceMillis;
  let binaries: Binaries | undefined;
  while (performance.now() < giveUpAt) {
    const state = await probe(address, location);
    if (state === 'ready') return { own: undefined };
    if (state === 'absent') {
      binaries ??= await locateBinaries(location.user, location.binariesFolder);
      await initializeCluster(location, binaries);
      const own = await tryStart(location, binaries);
      if (own !== undefined) return { own };
    }
    await delay(retryPauseMillis);
  }
  throw new StorageError(
    'server_start_failed',
    `An earlier PostgreSQL on ${location.dataDirectory} neither answers nor ends after ${patienceMillis / 1000} s; stop it by hand (its process id is in postmaster.pid), then start again`,
  );
}
