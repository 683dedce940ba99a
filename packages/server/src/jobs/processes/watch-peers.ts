import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import sql from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import type { DedicatedConnection } from '../../database/dedicated-connection.ts';
import { deferred } from '../deferred.ts';
import { asError } from '../job-error.ts';
import type { JobLog } from '../job-log.ts';
import { freeDeadProcesses } from './free-dead-processes.ts';
import { membershipChannel, processLockClass } from './process-locks.ts';
import { openProcessConnection } from './register-process.ts';

export interface PeerWatch {
  close(): Promise<void>;
}

export interface PeerWatchOptions {
  readonly database: Database;
  /** The connection that holds this process's own lock. */
  readonly own: DedicatedConnection;
  /** This process's number. */
  readonly id: number;
  readonly sweepMillis: number;
  /** This process is not in the registry any more. */
  readonly onExpelled: () => void;
  readonly log: JobLog;
}

const lockNotAvailable = '55P03';
const errorPauseMillis = 200;

interface Membership {
  readonly present: boolean;
  readonly target: number | null;
}

/**
 * Processes watch each other in a ring: each waits for the lock of the one before it, and gets it the moment that one
 * dies, because the server then closes its session. The wait is a statement, which keeps old row versions alive, so it
 * ends after `sweepMillis` and begins anew, with a look at all processes.
 */
class RingWatch implements PeerWatch {
  readonly #options: PeerWatchOptions;
  #watcher: DedicatedConnection | undefined;
  #watcherPid = 0;
  #target: number | null = null;
  #closing = false;
  /** The target was chosen before somebody joined. */
  #stale = false;
  #wake = deferred<void>();
  #unlisten: () => void = () => undefined;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#options.own.listen(membershipChannel, () => void this.#onMembership());
    void this.#run();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#unlisten();
    await this.#interrupt();
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      try {
        await this.#sweep();
        await this.#wait();
      } catch (error) {
        if (this.#closing) return;
        if (this.#stale) {
          this.#stale = false;
          continue;
        }
        this.#options.log({ level: 'debug', message: `Watching other processes paused: ${asError(error).message}` });
        await this.#interrupt();
        await delay(errorPauseMillis);
      }
    }
  }

  async #sweep(): Promise<void> {
    const { processes, jobs, queues } = await this.#options.database.inPlatform(freeDeadProcesses);
    for (const { id, pid, host } of processes) {
      this.#options.log({
        level: 'warn',
        message: `Process ${pid} on ${host} has died; its jobs run on`,
        details: { process: id, jobs, queues },
      });
    }
  }

  /** Waits until the process before this one dies, a process joins, or it is time for the next sweep. */
  async #wait(): Promise<void> {
    this.#stale = false;
    this.#wake = deferred();
    const { present, target } = await this.#membership();
    if (!present) this.#options.onExpelled();
    this.#target = target;
    if (target === null) {
      await Promise.race([this.#wake.promise, delay(this.#options.sweepMillis, undefined, { ref: false })]);
      return;
    }
    const watcher = await this.#openWatcher();
    if (this.#closing) await this.#interrupt();
    else if (!this.#stale) await this.#waitForLock(watcher, target);
  }

  async #waitForLock(watcher: DedicatedConnection, target: number): Promise<void> {
    try {
      await watcher.query(sql`SELECT pg_advisory_lock_shared(${processLockClass}::int, ${target}::int)`);
      await watcher.query(sql`SELECT pg_advisory_unlock_shared(${processLockClass}::int, ${target}::int)`);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) return;
      throw error;
    }
  }

  async #openWatcher(): Promise<DedicatedConnection> {
    if (this.#watcher !== undefined) return this.#watcher;
    const watcher = await openProcessConnection(this.#options.database);
    const [row] = await watcher.query<{ readonly pid: number }>(sql`
      SELECT pg_backend_pid() AS pid, set_config('lock_timeout', ${String(this.#options.sweepMillis)}, false)`);
    this.#watcherPid = row?.pid ?? 0;
    this.#watcher = watcher;
    return watcher;
  }

  async #membership(): Promise<Membership> {
    const id = this.#options.id;
    const [row] = await this.#options.own.query<Membership>(sql`
      SELECT coalesce(bool_or(id = ${id}::int), false) AS present,
        coalesce(max(id) FILTER (WHERE id < ${id}::int), max(id) FILTER (WHERE id > ${id}::int)) AS target
      FROM headwater.processes`);
    return row ?? { present: false, target: null };
  }

  async #onMembership(): Promise<void> {
    try {
      const { target } = await this.#membership();
      if (target !== this.#target) await this.#interrupt();
    } catch {
      // The connection is gone; its owner knows.
    }
  }

  /** Ending the session is the one interruption that cannot come too early to be felt. */
  async #interrupt(): Promise<void> {
    this.#stale = true;
    this.#wake.resolve(undefined);
    const watcher = this.#watcher;
    this.#watcher = undefined;
    if (watcher === undefined) return;
    const terminate = sql`SELECT pg_terminate_backend(${this.#watcherPid}::int)`;
    await this.#options.own
      .query(terminate)
      .catch(() => this.#options.database.pool.query(terminate.text, terminate.values))
      .catch(() => undefined);
    await watcher.close().catch(() => undefined);
  }
}

/** Frees what other processes leave when they die, at once; see `freeDeadProcesses`. */
export async function watchPeers(options: PeerWatchOptions): Promise<PeerWatch> {
  const watch = new RingWatch(options);
  await watch.start();
  return watch;
}
