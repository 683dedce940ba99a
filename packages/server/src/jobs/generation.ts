import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { runTaskList, type TaskList, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import sql from 'sql-template-tag';
import type { DedicatedConnection } from '../database/dedicated-connection.ts';
import { deferred } from './deferred.ts';
import { Gate } from './gate.ts';
import { HeldJob } from './held-job.ts';
import { asError, JobError } from './job-error.ts';
import type { JobRunnerOptions } from './job-runner.ts';
import { freeDeadProcesses } from './processes/free-dead-processes.ts';
import { freeWorkers } from './processes/free-workers.ts';
import { openProcessConnection, registerProcess } from './processes/register-process.ts';
import { type PeerWatch, watchPeers } from './processes/watch-peers.ts';
import { queueLogger } from './queue-logger.ts';
import { QueuePool } from './queue-pool.ts';
import { type JobGround, runJob } from './run-job.ts';
import type { Task } from './task.ts';

/** A worker without a job ends within one statement; longer means that the server is away. */
const idleGraceMillis = 2_000;

const defaults = { concurrency: 4, pollIntervalMillis: 1_000, yieldAfterMillis: 2_000, sweepMillis: 10_000 };

/**
 * The workers of a runner for as long as its hold on the database lasts: a set of worker names, one entry in the
 * registry, one lock. When anything that belongs to it breaks, the whole is ended and a new one takes its place, because
 * the queue's workers do not survive a job whose end they could not report.
 */
export class Generation implements JobGround {
  readonly database: JobRunnerOptions['database'];
  readonly log: JobRunnerOptions['log'];
  /** Resolved with the reason when the generation has to end. */
  readonly broken: Promise<string>;
  readonly #options: JobRunnerOptions;
  readonly #break: (reason: string) => void;
  readonly #abort = new AbortController();
  readonly #gate = new Gate();
  readonly #workers: string[] = [];
  /** Workers inside a task. */
  readonly #busy = new Set<string>();
  /** Workers that have ended. */
  readonly #gone = new Set<string>();
  readonly #own: DedicatedConnection;
  readonly #queuePool: QueuePool;
  readonly #workerPool: WorkerPool;
  readonly #onlyBusyLeft = deferred<undefined>();
  #letGo = false;
  #process: number | undefined;
  #peers: PeerWatch | undefined;

  private constructor(options: JobRunnerOptions, own: DedicatedConnection, abandoned: AbortSignal) {
    const broken = deferred<string>();
    const concurrency = options.concurrency ?? defaults.concurrency;
    this.#options = options;
    this.database = options.database;
    this.log = options.log;
    this.broken = broken.promise;
    this.#break = broken.resolve;
    this.#own = own;
    own.onLost((error) => this.#break(`its connection was lost: ${error.message}`));
    this.#queuePool = new QueuePool({
      database: options.database,
      concurrency,
      abandoned,
      onBroken: (error) => this.#break(`a connection of the queue was lost: ${error.message}`),
    });
    this.#workerPool = runTaskList(
      {
        concurrency,
        pollInterval: options.pollIntervalMillis ?? defaults.pollIntervalMillis,
        noHandleSignals: true,
        // No worker looks for a job before its name is in the registry.
        forbiddenFlags: () => this.#gate.pass(),
        events: this.#queueEvents(),
        logger: queueLogger(options.log),
      },
      this.#taskList(),
      this.#queuePool,
    );
  }

  /**
   * Starts the workers, after freeing what dead processes have left. Throws when the database cannot be reached. Once
   * `abandoned`, jobs that cannot report their end are left to the next process.
   */
  static async start(options: JobRunnerOptions, abandoned: AbortSignal): Promise<Generation> {
    const generation = new Generation(options, await openProcessConnection(options.database), abandoned);
    try {
      await generation.#join();
      return generation;
    } catch (error) {
      generation.#gate.fail(asError(error));
      await generation.end('it could not start', 0);
      throw error;
    }
  }

  hasLetGo(): boolean {
    return this.#letGo;
  }

  /**
   * Aborts what runs, waits for it, gives back the rest, and leaves the registry. Never throws. Workers that wait for the
   * server to report the end of a job go on doing so until `abandoned`.
   */
  async end(reason: string, graceMillis: number): Promise<void> {
    this.#abort.abort(new JobError('runner_stopping', `The runner stops: ${reason}`));
    this.#checkIdle();
    const drained = this.#workerPool.gracefulShutdown(reason).then(() => this.#queuePool.end());
    await Promise.race([drained, delay(graceMillis, undefined, { ref: false })]);
    // A worker that was still asking for a job when it was told to end would take one that is given back here.
    await Promise.race([this.#onlyBusyLeft.promise, delay(idleGraceMillis, undefined, { ref: false })]);
    this.#letGo = true;
    await this.#peers?.close();
    await this.#leave().catch((error: unknown) => {
      this.log({ level: 'debug', message: `The next process will free what is left: ${asError(error).message}` });
    });
    await this.#own.close().catch(() => undefined);
  }

  async #join(): Promise<void> {
    const { database, processInfo, log } = this.#options;
    this.#process = await registerProcess(this.#own, this.#workers, processInfo);
    const { jobs } = await database.inPlatform(freeDeadProcesses);
    if (jobs > 0) {
      log({ level: 'warn', message: `Dead processes had left ${jobs} jobs, which run on`, details: { jobs } });
    }
    this.#peers = await watchPeers({
      database,
      own: this.#own,
      id: this.#process,
      sweepMillis: this.#options.sweepMillis ?? defaults.sweepMillis,
      onExpelled: () => this.#break('another process took it for dead'),
      log,
    });
    this.#gate.open();
  }

  async #leave(): Promise<void> {
    if (this.#process === undefined) return;
    const process = this.#process;
    // Without its lock the entry is already anybody's; and while the server is away, this fails at once.
    await this.#own.query(sql`SELECT`);
    await this.database.inPlatform(async (tx) => {
      await tx.execute(sql`DELETE FROM processes WHERE id = ${process}::int`);
      await freeWorkers(tx, this.#workers, 'gaveBack');
    });
  }

  #queueEvents(): WorkerEvents {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => this.#workers.push(worker.workerId));
    events.on('worker:stop', ({ worker }) => {
      this.#gone.add(worker.workerId);
      this.#checkIdle();
    });
    // The row may be locked by a worker that does not know of it, or not ended by one that is gone.
    events.on('worker:fatalError', ({ error }) => this.#break(`a worker ended: ${asError(error).message}`));
    events.on('worker:getJob:error', ({ error }) => this.#break(`no job could be taken: ${asError(error).message}`));
    events.on('pool:listen:error', ({ error }) => this.#break(`it hears of no new jobs: ${asError(error).message}`));
    return events;
  }

  async #run(task: Task, payload: unknown, job: HeldJob): Promise<void> {
    // A job taken after the end was announced gives itself back.
    if (!this.#abort.signal.aborted) this.#busy.add(job.worker);
    try {
      await runJob(this, task, payload, job);
    } finally {
      this.#busy.delete(job.worker);
    }
  }

  #checkIdle(): void {
    if (!this.#abort.signal.aborted) return;
    const done = this.#workers.every((worker) => this.#busy.has(worker) || this.#gone.has(worker));
    if (done) this.#onlyBusyLeft.resolve(undefined);
  }

  #taskList(): TaskList {
    const yieldAfterMillis = this.#options.yieldAfterMillis ?? defaults.yieldAfterMillis;
    const run: TaskList = {};
    for (const [name, task] of Object.entries(this.#options.tasks)) {
      run[name] = (payload: unknown, helpers) =>
        this.#run(task, payload, new HeldJob(helpers.job, this.#abort.signal, yieldAfterMillis));
    }
    return run;
  }
}
