import { setTimeout as delay } from 'node:timers/promises';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { deferred } from '../deferred.ts';
import { asError, JobError } from '../job-error.ts';
import type { JobLog } from '../job-log.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

export interface JobThreadOptions {
  /** The entry file: a module that calls `serveJobThread`. */
  readonly entry: URL;
  /** Plain data for it, copied: where the database is, settings. */
  readonly data: unknown;
  /** Bound of its JavaScript heap. Default: as for the process. */
  readonly maxHeapMegabytes?: number;
  /**
   * Room for what lives shortly, in megabytes. Work that makes and drops many objects, as an import does, spends a tenth of
   * its time on collecting them with V8's default of 16. Default: V8's.
   */
  readonly youngHeapMegabytes?: number;
  /** How long `stop` waits before it ends the thread by force. Default 15,000. */
  readonly stopMillis?: number;
  readonly log: JobLog;
}

/** A thread that runs jobs, so that they do not hold up the requests of this one. */
export interface JobThread {
  stop(): Promise<void>;
}

const defaultStopMillis = 15_000;
const firstPauseMillis = 100;
const longestPauseMillis = 10_000;

function resourceLimits({ maxHeapMegabytes, youngHeapMegabytes }: JobThreadOptions): ResourceLimits {
  return {
    ...(maxHeapMegabytes === undefined ? {} : { maxOldGenerationSizeMb: maxHeapMegabytes }),
    ...(youngHeapMegabytes === undefined ? {} : { maxYoungGenerationSizeMb: youngHeapMegabytes }),
  };
}

class Thread {
  /** The code the thread ended with. */
  readonly ended: Promise<number>;
  readonly #worker: Worker;
  readonly #ready = deferred<undefined>();
  #error: Error | undefined;

  constructor(options: JobThreadOptions) {
    this.#worker = new Worker(options.entry, { workerData: options.data, resourceLimits: resourceLimits(options) });
    this.#worker.on('message', (message: FromThread) => this.#hear(message, options.log));
    this.#worker.on('error', (error) => {
      this.#error = asError(error);
    });
    this.ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    void this.ended.then((code) => this.#ready.reject(this.failure(code)));
    this.#ready.promise.catch(() => undefined);
  }

  /** Resolves when the thread's service runs; rejects with a JobError `thread_failed`. */
  ready(): Promise<undefined> {
    return this.#ready.promise;
  }

  failure(code: number): JobError {
    const reason = this.#error?.message ?? `it ended with code ${code}`;
    return new JobError('thread_failed', `The job thread failed: ${reason}`, { cause: this.#error });
  }

  async stop(graceMillis: number): Promise<void> {
    const message: ToThread = { kind: 'stop' };
    this.#worker.postMessage(message);
    await Promise.race([this.ended, delay(graceMillis, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  #hear(message: FromThread, log: JobLog): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve(undefined);
        break;
      case 'failed':
        this.#error ??= new Error(message.message);
        break;
      case 'log':
        log(message.line);
        break;
    }
  }
}

class ThreadKeeper implements JobThread {
  readonly #options: JobThreadOptions;
  readonly #stopping = new AbortController();
  #thread: Thread;

  constructor(options: JobThreadOptions) {
    this.#options = options;
    this.#thread = new Thread(options);
  }

  async begin(): Promise<void> {
    await this.#thread.ready();
    void this.#keep();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#thread.stop(this.#options.stopMillis ?? defaultStopMillis);
  }

  /** A thread that ran out of memory or threw where nobody caught it is replaced; its jobs are freed by its successor. */
  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMillis = firstPauseMillis;
    while (!signal.aborted) {
      const code = await this.#thread.ended;
      if (signal.aborted) return;
      const { message } = this.#thread.failure(code);
      this.#options.log({ level: 'error', message: `${message}; it is started again` });
      await delay(pauseMillis, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#thread = new Thread(this.#options);
      const isReady = await this.#thread.ready().then(
        () => true,
        () => false,
      );
      pauseMillis = isReady ? firstPauseMillis : Math.min(pauseMillis * 2, longestPauseMillis);
    }
  }
}

/**
 * Runs an entry file's jobs in a thread of their own and keeps it running until `stop`. Rejects with a JobError
 * `thread_failed` when the thread does not get ready the first time.
 */
export async function startJobThread(options: JobThreadOptions): Promise<JobThread> {
  const keeper = new ThreadKeeper(options);
  await keeper.begin();
  return keeper;
}
