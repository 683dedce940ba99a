import type { Frame } from './frame.ts';

/** After so many frames from the stack one from the queue has its turn. */
const FAIRNESS = 32;

/**
 * Frames that can go on, and those that sleep. What a running frame opens or closes goes on first, so that loops inside of loops are
 * worked off one by one rather than opened all at once; what was waited for comes in its order.
 */
export class Scheduler {
  readonly #stack: Frame[] = [];
  #queue: Frame[] = [];
  #head = 0;
  #picks = 0;
  #sleepers: { readonly frame: Frame; readonly until: number }[] = [];

  /** Lets a frame go on before all others. */
  next(frame: Frame): void {
    if (frame.isQueued) return;
    frame.isQueued = true;
    this.#stack.push(frame);
  }

  /** Puts a frame at the end of the queue. */
  push(frame: Frame): void {
    if (frame.isQueued) return;
    frame.isQueued = true;
    this.#queue.push(frame);
  }

  /** The frame whose turn it is. */
  shift(): Frame | null {
    const isQueuesTurn = ++this.#picks % FAIRNESS === 0 && this.#head < this.#queue.length;
    const frame = (isQueuesTurn ? undefined : this.#stack.pop()) ?? this.#first();
    if (frame !== null) frame.isQueued = false;
    return frame;
  }

  #first(): Frame | null {
    const frame = this.#queue[this.#head];
    if (frame === undefined) return null;
    if (++this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return frame;
  }

  sleep(frame: Frame, until: Date): void {
    this.#sleepers.push({ frame, until: until.getTime() });
  }

  get isAnyoneAsleep(): boolean {
    return this.#sleepers.length > 0;
  }

  /** When the first sleeper wakes, in milliseconds since 1970; null when nobody sleeps. */
  firstWaking(): number | null {
    let first: number | null = null;
    for (const { until } of this.#sleepers) if (first === null || until < first) first = until;
    return first;
  }

  /** Queues everyone whose time has come, the earliest first. */
  wake(now: number): void {
    const due = this.#sleepers.filter(({ until }) => until <= now);
    if (due.length === 0) return;
    this.#sleepers = this.#sleepers.filter(({ until }) => until > now);
    for (const { frame } of due.toSorted((a, b) => a.until - b.until)) this.push(frame);
  }
}
