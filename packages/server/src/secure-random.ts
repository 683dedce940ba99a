import { randomFillSync } from 'node:crypto';

const BYTES = 6;
/** Drawn ahead: asking for many bytes costs hardly more than asking for a few. */
const drawn = Buffer.alloc(BYTES * 512);
let next = drawn.length;

/** A number in [0, 1) for new ids. They are no secrets, but two processes must not draw the same ones. */
export function secureRandom(): number {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  const value = drawn.readUIntBE(next, BYTES) / 2 ** (8 * BYTES);
  next += BYTES;
  return value;
}
