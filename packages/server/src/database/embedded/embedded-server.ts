import { access } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerAddress } from '../connection.ts';
import type { DatabaseLog } from '../database-log.ts';
import { openDedicatedConnection } from '../dedicated-connection.ts';
import { isRetryable } from '../is-retryable.ts';
import { StorageError } from '../storage-error.ts';
import { type ClusterLocation, locateCluster, markUsed } from './cluster-location.ts';
import { addressOf, ensureServer, type RunningServer } from './ensure-server.ts';
import { readPostmasterFile } from './postmaster-file.ts';

/** The embedded PostgreSQL of a data directory, kept running for as long as this process uses it. */
export interface EmbeddedServer {
  readonly address: ServerAddress;
  /** Calls `listener` once if the server dies and cannot be brought back. */
  onFailure(listener: (error: StorageError) => void): void;
  /** Stops the server if this process started it, after rolling back what still runs. Otherwise leaves it. */
  close(): Promise<void>;
}

/** A server that dies more often than this in a minute has a cause that restarting does not cure. */
const mostDeaths = 30;
const deathWindowMillis = 60_000;
const mostAttempts = 6;
const firstPauseMillis = 100;
const stopPatienceMillis = 30_000;

class SupervisedServer implements EmbeddedServer {
  readonly address: ServerAddress;
  readonly #location: ClusterLocation;
  readonly #log: DatabaseLog;
  readonly #failureListeners: ((error: StorageError) => void)[] = [];
  readonly #closing = new AbortController();
  #running: RunningServer = { own: undefined };
  #unwatch: () => Promise<void> = async () => undefined;
  #supervision: Promise<void> = Promise.resolve();
  #deaths: readonly number[] = [];

  constructor(location: ClusterLocation, log: DatabaseLog) {
    this.#location = location;
    this.#log = log;
    this.address = addressOf(location);
  }

  onFailure(listener: (error: StorageError) => void): void {
    this.#failureListeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#supervision;
    await this.#unwatch();
    await this.#stopOwn();
  }

  /** Starts or adopts the server and watches it from then on. */
  async run(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#running = await ensureServer(this.#location);
      try {
        return await this.#watch(this.#running);
      } catch (error) {
        // An adopted server may end, with its owner, before it is watched.
        if (attempt >= mostAttempts || !isRetryable(error)) throw error;
      }
    }
  }

  async #watch({ own }: RunningServer): Promise<void> {
    if (own !== undefined) {
      void own.exited.then(({ code }) => this.#died(`it ended with code ${code}`));
      this.#unwatch = async () => undefined;
      return;
    }
    const connection = await openDedicatedConnection(this.address, 'headwater watch');
    connection.onLost((error) => this.#died(error.message));
    this.#unwatch = () => connection.close();
  }

  #died(reason: string): void {
    if (this.#closing.signal.aborted) return;
    this.#log({ level: 'warn', message: `The embedded PostgreSQL is gone (${reason}); starting it again` });
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < deathWindowMillis), now];
    this.#supervision = this.#bringBack().catch((error: unknown) => this.#fail(error));
  }

  async #bringBack(): Promise<void> {
    if (this.#deaths.length > mostDeaths) {
      throw new Error(`it ended ${this.#deaths.length} times within ${deathWindowMillis / 1000} s`);
    }
    const { signal } = this.#closing;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.run();
        this.#log({ level: 'info', message: 'The embedded PostgreSQL runs again' });
        return;
      } catch (error) {
        if (attempt >= mostAttempts) throw error;
        this.#log({ level: 'warn', message: `The embedded PostgreSQL did not start again: ${String(error)}` });
      }
      await delay(firstPauseMillis * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
    }
  }

  #fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new StorageError(
      'server_start_failed',
      `The embedded PostgreSQL of ${this.#location.dataDirectory} cannot be kept running: ${reason}. See ${this.#location.logFile}, repair the cause and start Headwater again`,
      { cause },
    );
    this.#log({ level: 'error', message: error.message });
    for (const listener of this.#failureListeners) listener(error);
  }

  async #stopOwn(): Promise<void> {
    const { own } = this.#running;
    if (own === undefined || !own.isAlive()) return;
    own.stop();
    const patience = new AbortController();
    const tooLong = delay(stopPatienceMillis, 'late', { signal: patience.signal }).catch(() => 'stopped');
    const outcome = await Promise.race([own.exited, tooLong]);
    patience.abort();
    if (outcome !== 'late') return;
    const file = await readPostmasterFile(this.#location.dataDirectory);
    // An immediate shutdown loses nothing: the next start replays the log.
    if (file?.pid === own.pid) process.kill(own.pid, 'SIGQUIT');
    await own.exited;
  }
}

/** A server that another process started may have its socket under that process's own temporary folder. */
async function followSocket(location: ClusterLocation): Promise<ClusterLocation> {
  const socketDirectory = (await readPostmasterFile(location.dataDirectory))?.socketDirectory;
  if (socketDirectory === undefined) return location;
  const present = await access(socketDirectory).then(
    () => true,
    () => false,
  );
  return present ? { ...location, socketDirectory } : location;
}

/**
 * Starts the embedded PostgreSQL of a data directory or adopts the one that another process of Headwater runs there, and
 * restarts it if it dies. Throws a StorageError that says what to do.
 */
export async function startEmbeddedServer(dataDir: string, log: DatabaseLog): Promise<EmbeddedServer> {
  const location = await followSocket(await locateCluster(dataDir));
  const server = new SupervisedServer(location, log);
  await server.run();
  await markUsed(dataDir, location);
  return server;
}
