import type { Frame } from './frame.ts';

/** Frames that can go on, in the order in which they became able to, and those that sleep. */
export class Scheduler {
  #ready: Frame[] = [];
  #head = 0;
  #sleepers: { readonly frame: Frame; readonly until: number }[] = [];

  /** Puts a frame at the end of the queue, unless it is in it. */
  push(frame: Frame): void {
    if (frame.isQueued) return;
    frame.isQueued = true;
    this.#ready.push(frame);
  }

  /** The frame whose turn it is. */
  shift(): Frame | null {
    if (this.#head === this.#ready.length) return null;
    const frame = this.#ready[this.#head++] as Frame;
    if (this.#head > 1024 && this.#head * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    frame.isQueued = false;
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
