import { CardError } from '../run/card-error.ts';

/** No text of a flow grows longer: 16 Mi UTF-16 units. */
export const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** No list of a flow grows longer. */
export const MAX_LIST_LENGTH = 1_000_000;

/** Lists and objects one inside the other; what is deeper cannot be written as JSON safely. */
export const MAX_DEPTH = 500;

/** Gives the text back; throws `limit_exceeded` when it is too long. */
export function checkText(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) throw tooLong('text', text.length, 'characters', MAX_TEXT_LENGTH);
  return text;
}

/** For a text that is still to be built: throws `limit_exceeded` when it would be too long. */
export function checkTextLength(length: number): void {
  if (length > MAX_TEXT_LENGTH) throw tooLong('text', length, 'characters', MAX_TEXT_LENGTH);
}

/** Gives the list back; throws `limit_exceeded` when it is too long. */
export function checkList<T extends readonly unknown[]>(list: T): T {
  if (list.length > MAX_LIST_LENGTH) throw tooLong('list', list.length, 'items', MAX_LIST_LENGTH);
  return list;
}

/**
 * For what is made of so many lists or objects with so many items each: throws `limit_exceeded` when that is more than one walk may
 * meet.
 */
export function checkParts(count: number, each: number): void {
  if (count * each > MAX_PARTS) throw tooMuch(`${count} times ${each} items or keys are too many; work on it in parts`);
}

/** Gives the sum of lengths back; throws `limit_exceeded` when texts that are kept as keys are too long together. */
export function checkKeysLength(length: number): number {
  if (length > MAX_KEYS_LENGTH) throw tooLong('set of keys', length, 'characters', MAX_KEYS_LENGTH);
  return length;
}

/** For a list that is still to be built: throws `limit_exceeded` when it would be too long. */
export function checkListLength(length: number): void {
  if (length > MAX_LIST_LENGTH) throw tooLong('list', length, 'items', MAX_LIST_LENGTH);
}

/** Throws `limit_exceeded` when lists and objects are nested too deeply. */
function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw tooMuch(`Value is nested deeper than ${MAX_DEPTH} levels; flatten it before this card`);
}

/** Items and keys of a value, counted as often as they occur, which one walk through it may meet. */
export const MAX_PARTS = 10_000_000;

const CHARACTERS_OF_PART = 64;

/** Texts that are kept as keys together, each at most as long as a text may be. */
const MAX_KEYS_LENGTH = 8 * MAX_TEXT_LENGTH;

/**
 * One walk through a value. A value that holds the same list twice, which holds the same list twice, and so on, is small in memory
 * and endless to walk through, so walks count.
 */
export class Walk {
  #left: number;

  constructor(parts = MAX_PARTS) {
    this.#left = parts;
  }

  /** Call on texts that are read to their end: {@link CHARACTERS_OF_PART} count as one part. */
  read(length: number): void {
    this.#left -= Math.floor(length / CHARACTERS_OF_PART);
    if (this.#left < 0) throw tooMuch(`Value has more than ${MAX_PARTS} items and keys; work on it in parts`);
  }

  /** Call on every list and object. Throws `limit_exceeded` when they are nested too deeply or hold too much together. */
  enter(depth: number, parts: number): void {
    checkDepth(depth);
    this.#left -= parts + 1;
    if (this.#left < 0) throw tooMuch(`Value has more than ${MAX_PARTS} items and keys; work on it in parts`);
  }
}

function tooLong(what: string, length: number, unit: string, bound: number): CardError {
  return tooMuch(`A ${what} of ${length} ${unit} exceeds the limit of ${bound}; work on it in parts`);
}

function tooMuch(message: string): CardError {
  return new CardError(message, { kind: 'limit_exceeded' });
}
