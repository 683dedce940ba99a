import { validationFailed } from '@headwater/protocol';

/** Where the clock of an org stands: `at` is its time at the real instant `since`, from which it runs; null: it stands still. */
export interface ClockState {
  /** ISO 8601, on the org's clock. */
  readonly at: string;
  /** ISO 8601, on the real clock. */
  readonly since: string | null;
}

/** Test mode of an org, as its settings keep it. Only the functions of this folder write it. */
export interface TestMode {
  /** What ids follow from; null: they are drawn as everywhere. */
  readonly seed: string | null;
  /** Null: the org has the real time. */
  readonly clock: ClockState | null;
  /** Grows with every change of the others. */
  readonly version: number;
  /** Grows with every reset and every restored snapshot, so that a process sees that what it kept is of a state that is gone. */
  readonly generation: number;
}

/** Test mode as it begins; later than every earlier one of an org with the same name, which a process may still know. */
export function newTestMode(seed: string | null, real: Date): TestMode {
  const start = real.getTime();
  return { seed: seed === null ? null : checkSeed(seed), clock: null, version: start, generation: start };
}

const SEED = /^[\x20-\x7e]{1,100}$/;

/** Checks a seed. Throws `validationFailed`. */
function checkSeed(seed: string): string {
  if (SEED.test(seed)) return seed;
  throw validationFailed('seed', ['seed: The field must have 1 to 100 printable ASCII characters']);
}

/** Reads stored test mode; undefined for an org that is not in it. Throws `validationFailed` for what is neither. */
export function readTestMode(value: unknown): TestMode | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value !== 'object') throw refused();
  const { seed, clock, version, generation } = value as Readonly<Record<string, unknown>>;
  if (typeof seed !== 'string' && seed !== null) throw refused();
  if (typeof version !== 'number' || typeof generation !== 'number') throw refused();
  return { seed, clock: readClock(clock), version, generation };
}

function readClock(value: unknown): ClockState | null {
  if (value === null) return null;
  if (typeof value !== 'object') throw refused();
  const { at, since } = value as Readonly<Record<string, unknown>>;
  if (!isInstant(at) || (since !== null && !isInstant(since))) throw refused();
  return { at, since };
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function refused(): Error {
  return validationFailed('testMode', ['testMode: Test mode is switched on and off by its own commands only']);
}
