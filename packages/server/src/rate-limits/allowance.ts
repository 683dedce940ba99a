import { portionOf } from './portion.ts';
import type { Claim, Reservations } from './reservations.ts';

/** Which count, in which window. */
export type CountKey = Pick<Claim, 'org' | 'bucket' | 'caller' | 'window'>;

/**
 * One count in one window as one process sees it: it takes from a portion that it reserved, and reserves the next one before that is
 * empty. With one limit, all processes together never let through more. While the database is away the process counts
 * alone, and tells when it is back.
 */
export class Allowance {
  readonly #key: CountKey;
  readonly #reservations: Reservations;
  #limit: number;
  /** What all processes reserved, when this one last heard of it; its own reservations included. */
  #used = 0;
  /** Reserved by this process and not taken yet. */
  #held = 0;
  #owed = 0;
  /** Requests that wait. */
  #wanting = 0;
  #reserving: Promise<void> | undefined;

  constructor(key: CountKey, limit: number, reservations: Reservations) {
    this.#key = key;
    this.#limit = limit;
    this.#reservations = reservations;
  }

  get limit(): number {
    return this.#limit;
  }

  /** What is left of the limit, as far as this process knows: one less after each `take`. */
  get remaining(): number {
    return Math.max(0, this.#limit - this.#used + this.#held);
  }

  /** From now on another limit. What was reserved beyond a lower one is forgotten. */
  setLimit(limit: number): void {
    if (limit === this.#limit) return;
    this.#limit = limit;
    const beyond = Math.max(0, this.#used - limit);
    this.#held = Math.max(0, this.#held - beyond);
    this.#used -= beyond;
  }

  /** Takes one request; false when none is left. Waits for the database where nothing is held. Never fails. */
  async take(): Promise<boolean> {
    this.#wanting += 1;
    try {
      while (this.#held === 0) {
        if (this.#used >= this.#limit) return false;
        await this.#reserve();
      }
      this.#held -= 1;
    } finally {
      this.#wanting -= 1;
    }
    if (this.#held < portionOf(this.#limit) / 2 && this.#used < this.#limit) this.#reserveAhead();
    return true;
  }

  /** Gives back what `take` took for a request that was refused elsewhere. */
  giveBack(): void {
    this.#held += 1;
  }

  #reserveAhead(): void {
    // One by one is for exactness: what nobody asked for is not reserved.
    if (portionOf(this.#limit) > 1) void this.#reserve();
  }

  #reserve(): Promise<void> {
    this.#reserving ??= this.#reserveNow().finally(() => {
      this.#reserving = undefined;
    });
    return this.#reserving;
  }

  async #reserveNow(): Promise<void> {
    const asked = Math.max(portionOf(this.#limit), this.#wanting);
    const owed = this.#owed;
    try {
      const { granted, used } = await this.#reservations.reserve({ ...this.#key, limit: this.#limit, asked, owed });
      this.#owed -= owed;
      this.#held += granted;
      this.#used = used;
    } catch {
      const granted = Math.max(0, Math.min(asked, this.#limit - this.#used));
      this.#owed += granted;
      this.#held += granted;
      this.#used += granted;
    }
  }
}
