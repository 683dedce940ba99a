import { deferred } from './deferred.ts';

/** Holds back what passes through it until it is opened. */
export class Gate {
  #state: 'shut' | 'open' = 'shut';
  readonly #opened = deferred<void>();

  open(): void {
    this.#state = 'open';
    this.#opened.resolve(undefined);
  }

  fail(error: Error): void {
    this.#opened.reject(error);
    this.#opened.promise.catch(() => undefined);
  }

  /** Null once the gate is open, else a promise of it. */
  pass(): null | Promise<null> {
    return this.#state === 'open' ? null : this.#opened.promise.then(() => null);
  }
}
