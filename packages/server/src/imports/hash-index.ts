import { keyHash } from './key-hash.ts';

const EMPTY = 0;

/**
 * From texts to positive whole numbers, at 12 bytes an entry whatever the texts are: open addressing over their hashes.
 * It can answer with the number of another text of the same hash, so the caller compares the texts.
 */
export class HashIndex {
  #hashes: Float64Array;
  #numbers: Int32Array;
  #size = 0;

  constructor(expected = 64) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(64, expected * 2)));
    this.#hashes = new Float64Array(capacity);
    this.#numbers = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get(text: string): number | undefined {
    return this.getHash(keyHash(text));
  }

  getHash(hash: number): number | undefined {
    const number = this.#numbers[this.#slot(hash)];
    return number === EMPTY ? undefined : number;
  }

  /** The latest number of a text wins. */
  set(text: string, number: number): void {
    this.setHash(keyHash(text), number);
  }

  setHash(hash: number, number: number): void {
    if (number <= 0) throw new TypeError(`A HashIndex holds positive numbers, not ${number}`);
    if ((this.#size + 1) * 4 > this.#hashes.length * 3) this.#grow();
    const slot = this.#slot(hash);
    if (this.#numbers[slot] === EMPTY) this.#size++;
    this.#hashes[slot] = hash;
    this.#numbers[slot] = number;
  }

  #slot(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = (hash % 0x1_0000_0000) & mask;
    while (this.#numbers[slot] !== EMPTY && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const numbers = this.#numbers;
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#numbers = new Int32Array(numbers.length * 2);
    for (let slot = 0; slot < hashes.length; slot++) {
      const number = numbers[slot] ?? EMPTY;
      if (number === EMPTY) continue;
      const hash = hashes[slot] ?? 0;
      const target = this.#slot(hash);
      this.#hashes[target] = hash;
      this.#numbers[target] = number;
    }
  }
}
