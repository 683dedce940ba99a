import type { Frame } from './frame.ts';
import type { Scheduler } from './scheduler.ts';

/** Effects of an execution that may be under way at once, whatever its cards allow one by one: loops multiply inside of loops. */
const MOST_EFFECTS = 200;

/** Longest time to look away from the clock, in milliseconds: nobody says when an injected one is moved. */
const LONGEST_LOOK_AWAY = 60_000;

/** What an execution waits for: calls of other systems, writes to tables. */
export class EffectsUnderWay {
  /** What a port or the journal broke with; the execution cannot go on. */
  broken: { readonly error: unknown } | null = null;
  /** Asked before every effect. */
  mayBegin: () => boolean = () => true;
  readonly #scheduler: Scheduler;
  #count = 0;
  /** Frames whose effect must wait until another has ended. */
  #waiting: Frame[] = [];
  /** Frames whose effect may not begin any more before the execution yields. */
  #held: Frame[] = [];
  #wake: () => void = () => {};

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get isAny(): boolean {
    return this.#count > 0;
  }

  /** Begins an effect of a frame. False when it may not begin now: the frame comes back when it may. */
  begin(frame: Frame, perform: () => Promise<void>): boolean {
    if (this.#count >= MOST_EFFECTS) {
      this.#waiting.push(frame);
      return false;
    }
    if (!this.mayBegin()) {
      this.#held.push(frame);
      return false;
    }
    this.#count++;
    void this.#attend(perform);
    return true;
  }

  async #attend(perform: () => Promise<void>): Promise<void> {
    try {
      await perform();
    } catch (error) {
      this.broken ??= { error };
    } finally {
      this.#count--;
      const waiting = this.#waiting.shift();
      if (waiting !== undefined) this.#scheduler.push(waiting);
      this.#wake();
    }
  }

  /** Lets those go on that were held back. */
  release(): void {
    for (const frame of [...this.#held, ...this.#waiting]) this.#scheduler.push(frame);
    this.#held = [];
    this.#waiting = [];
  }

  /** Resolves when an effect has ended, or after so many milliseconds. */
  oneEnded(milliseconds: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === null ? null : setTimeout(resolve, Math.min(milliseconds, LONGEST_LOOK_AWAY));
      this.#wake = () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when none is under way. */
  async drain(): Promise<void> {
    while (this.isAny) await this.oneEnded(null);
  }
}
