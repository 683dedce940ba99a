import { randomBytes } from 'node:crypto';

/** A number in [0, 1) for new ids. They are no secrets, but two processes must not draw the same ones. */
export function secureRandom(): number {
  return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
}
