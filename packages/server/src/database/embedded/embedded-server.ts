import { setTimeout as delay } from 'node:timers/promises';
import type { ServerAddress } from '../connection.ts';
import type { DatabaseLog } from '../database-log.ts';
import { openDedicatedConnection } from '../dedicated-connection.ts';
import { StorageError } from '../storage-error.ts';
import { type ClusterLocation, locateCluster } from './cluster-location.ts';
import { ensureServer, type RunningServer } from './ensure-server.ts';
import { readPostmasterFile } from './postmaster-file.ts';

/** The embedded PostgreSQL of a data directory, kept running for as long as this process uses it. */
export interface EmbeddedServer {
  readonly address: ServerAddress;
  /** Whether this process started the server that runs now, and so stops it on `close()`. */
  isOwner(): boolean;
  /** Calls `listener` once if the server dies and cannot be brought back. */
  onFailure(listener: (error: StorageError) => void): void;
  /** As owner: stops the server, after rolling back what still runs. Otherwise leaves it. */
  close(): Promise<void>;
}

/** More deaths than this in a minute, or failed starts in a row, and the supervisor gives up. */
const mostRestarts = 5;
const restartWindowMillis = 60_000;
const firstPauseMillis = 250;
const stopPatienceMillis = 30_000;

class SupervisedServer implements EmbeddedServer {
  readonly address: ServerAddress;
  readonly #location: ClusterLocation;
  readonly #log: DatabaseLog;
  readonly #failureListeners: ((error: StorageError) => void)[] = [];
  readonly #closing = new AbortController();
  #running: RunningServer;
  #unwatch: () => Promise<void> = async () => undefined;
  #supervision: Promise<void> = Promise.resolve();
  #deaths: readonly number[] = [];

  constructor(location: ClusterLocation, running: RunningServer, log: DatabaseLog) {
    this.#location = location;
    this.#running = running;
    this.#log = log;
    this.address = running.address;
  }

  isOwner(): boolean {
    return this.#running.own?.isAlive() === true;
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

  /** Waits, without holding anything up, for the server's end, and then brings it back. */
  async watch(): Promise<void> {
    const { own } = this.#running;
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
    this.#deaths = [...this.#deaths.filter((time) => now - time < restartWindowMillis), now];
    this.#supervision = this.#bringBack().catch((error: unknown) => this.#fail(error));
  }

  async #bringBack(): Promise<void> {
    if (this.#deaths.length > mostRestarts) {
      throw new Error(`it ended ${this.#deaths.length} times within ${restartWindowMillis / 1000} s`);
    }
    for (let attempt = 1; !this.#closing.signal.aborted; attempt++) {
      try {
        this.#running = await ensureServer(this.#location);
        await this.watch();
        this.#log({ level: 'info', message: 'The embedded PostgreSQL runs again' });
        return;
      } catch (error) {
        if (attempt >= mostRestarts) throw error;
        this.#log({ level: 'warn', message: `The embedded PostgreSQL did not start again: ${String(error)}` });
      }
      await delay(firstPauseMillis * 2 ** (attempt - 1), undefined, { signal: this.#closing.signal }).catch(
        () => undefined,
      );
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

/**
 * Starts the embedded PostgreSQL of a data directory or adopts the one that another process of Headwater runs there, and
 * restarts it if it dies. Throws a StorageError that says what to do.
 */
export async function startEmbeddedServer(dataDir: string, log: DatabaseLog): Promise<EmbeddedServer> {
  const located = await locateCluster(dataDir);
  // A server that another process started may have its socket elsewhere, under that process's temporary folder.
  const found = await readPostmasterFile(located.dataDirectory);
  const location = found === undefined ? located : { ...located, socketDirectory: found.socketDirectory };
  const server = new SupervisedServer(location, await ensureServer(location), log);
  await server.watch();
  return server;
}
