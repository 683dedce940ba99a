import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { validationFailed } from '@headwater/protocol';

/** Lengths of a password, in characters. */
const SHORTEST = 8;
const LONGEST = 72;

/** Cost 2^14, 16 MiB, some 30 ms: the parameters are in every hash, so that later ones can cost more. */
const COST = 14;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** The scrypt hash under which a password is kept. Throws `validationFailed` for one that is too short or too long. */
export async function hashPassword(password: string, random: (size: number) => Buffer = randomBytes): Promise<string> {
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST) {
    throw validationFailed('password', [
      `password: Password requirements were not met: it must have ${SHORTEST} to ${LONGEST} characters, and has ${length}`,
    ]);
  }
  const salt = random(SALT_BYTES);
  const key = await deriveKey(password, salt, COST);
  return `$scrypt$ln=${COST},r=${BLOCK_SIZE},p=1$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Whether the password is the one that was hashed. Takes as long for a wrong one. Throws a TypeError for what is no hash of ours. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, salt, key] = HASH.exec(hash) ?? [];
  if (cost === undefined || salt === undefined || key === undefined)
    throw new TypeError('The hash is of no known form');
  const expected = Buffer.from(key, 'base64url');
  const actual = await deriveKey(password, Buffer.from(salt, 'base64url'), Number(cost));
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** One form of Unicode, so that the keyboard it was typed on does not matter. */
function deriveKey(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options = { N: 2 ** cost, r: BLOCK_SIZE, p: 1, maxmem: 256 * 2 ** cost * BLOCK_SIZE };
  return derive(password.normalize('NFKC'), salt, KEY_BYTES, options);
}
