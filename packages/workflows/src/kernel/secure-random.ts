import { randomBytes } from 'node:crypto';

/** A number in [0, 1) with 48 bits of a cryptographic source: for tokens and ids that nobody may guess. */
export function secureRandom(): number {
  return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
}
