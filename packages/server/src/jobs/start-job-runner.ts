import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from './deferred.ts';
import { Generation } from './generation.ts';
import { asError } from './job-error.ts';
import type { JobRunner, JobRunnerOptions } from './job-runner.ts';
import { migrateJobQueue } from './migrate-job-queue.ts';
import { timerTask, timerTaskName } from './timers/timer-task.ts';

const defaultStopGraceMillis = 10_000;
/** Tasks of a generation that has lost the database have nothing to finish. */
const lostGraceMillis = 3_000;
const restartPauseMillis = 100;
/** A generation that broke sooner than this is likely to break again. */
const shortLifeMillis = 2_000;
const shortLifePauseMillis = 1_000;

class Supervisor implements JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #stopping = deferred<undefined>();
  #stopped: Promise<void> | undefined;
  readonly #abandon = new AbortController();
  #isStopping = false;
  #supervised: Promise<void> = Promise.resolve();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Throws when the first generation cannot start. */
  async begin(): Promise<void> {
    this.#supervised = this.#supervise(await Generation.start(this.#options, this.#abandon.signal));
  }

  stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopping.resolve(undefined);
    this.#stopped ??= this.#supervised.finally(() => this.#abandon.abort());
    return this.#stopped;
  }

  async #supervise(first: Generation): Promise<void> {
    let generation: Generation | undefined = first;
    while (generation !== undefined) {
      const begun = performance.now();
      const broken: string | undefined = await Promise.race([generation.broken, this.#stopping.promise]);
      if (broken === undefined) {
        await generation.end('it was asked to', this.#options.stopGraceMillis ?? defaultStopGraceMillis);
        return;
      }
      this.#options.log({ level: 'warn', message: `The job runner pauses: ${broken}` });
      await generation.end(broken, lostGraceMillis);
      const pauseMillis = performance.now() - begun < shortLifeMillis ? shortLifePauseMillis : 0;
      await Promise.race([delay(pauseMillis, undefined, { ref: false }), this.#stopping.promise]);
      generation = await this.#nextGeneration();
    }
  }

  async #nextGeneration(): Promise<Generation | undefined> {
    while (!this.#isStopping) {
      try {
        const generation = await Generation.start(this.#options, this.#abandon.signal);
        this.#options.log({ level: 'info', message: 'The job runner is back' });
        return generation;
      } catch (error) {
        this.#options.log({ level: 'debug', message: `The job runner cannot start yet: ${asError(error).message}` });
      }
      await delay(restartPauseMillis);
    }
    return undefined;
  }
}

/**
 * Starts running jobs of the given tasks, in this process or thread, together with all other runners on the same
 * database. Brings the queue's schema up to date first; the platform's must be. Throws what the database throws when it
 * cannot be reached; once started, a runner survives that.
 */
export async function startJobRunner(options: JobRunnerOptions): Promise<JobRunner> {
  if (timerTaskName in options.tasks) throw new TypeError(`The task name "${timerTaskName}" is the job system's own`);
  await migrateJobQueue(options.database, options.log);
  const tasks = { ...options.tasks, [timerTaskName]: timerTask(options.database, options.now) };
  const all: JobRunnerOptions = { ...options, tasks };
  const supervisor = new Supervisor(all);
  await supervisor.begin();
  return supervisor;
}
