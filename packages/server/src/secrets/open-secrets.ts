import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServerConfig } from '../config.ts';
import { errorCode } from '../error-code.ts';
import { SecretError } from './secret-error.ts';
import { createSecrets, SECRET_KEY_BYTES, type Secrets } from './secrets.ts';

/** Where the key is kept when the environment has none. */
export const KEY_FILE = 'secret.key';

const HOW = 'Make one with: openssl rand -base64 32';

/**
 * The {@link Secrets} of a server. Its key is `HEADWATER_SECRET_KEY`; else, for the embedded database, the file `secret.key` of the
 * data directory, readable by its owner only and made at the first start. For an external database, which other servers may share,
 * there is no such file: without the variable everything works but what needs a secret, which throws `secret_key_missing`.
 * Throws a SecretError `secret_key_invalid`.
 */
export async function openSecrets(
  config: Pick<ServerConfig, 'dataDir' | 'databaseUrl' | 'secretKey'>,
): Promise<Secrets> {
  if (config.secretKey !== undefined) return createSecrets(readKey(config.secretKey, 'HEADWATER_SECRET_KEY'));
  if (config.databaseUrl !== undefined) return withoutKey();
  const path = join(config.dataDir, KEY_FILE);
  return createSecrets(readKey(await readOrMakeKeyFile(path), path));
}

/** Reads a key: 32 bytes as base64, base64url or hexadecimal text. The message of the failure does not repeat it. */
export function readKey(text: string, origin: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (/^[\w+/=-]+$/.test(trimmed) && key.length === SECRET_KEY_BYTES) return key;
  throw new SecretError(
    'secret_key_invalid',
    `${origin} is no key: it must be 32 bytes as base64 or hexadecimal text. ${HOW}`,
  );
}

async function readOrMakeKeyFile(path: string): Promise<string> {
  const found = await readKeyFile(path);
  if (found !== undefined) return found;
  await mkdir(dirname(path), { recursive: true });
  const whole = `${path}.${randomUUID()}`;
  try {
    await writeNew(whole, `${randomBytes(SECRET_KEY_BYTES).toString('base64')}\n`);
    // The first of several processes wins, and nobody sees half a file.
    await link(whole, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(whole, { force: true });
  }
  return readFile(path, 'utf8');
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    // A backup may have been put back with wider rights.
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function withoutKey(): Secrets {
  const refuse = (): never => {
    throw new SecretError(
      'secret_key_missing',
      `Secrets cannot be kept: the database is external and HEADWATER_SECRET_KEY is not set. Give every server of this database the same one. ${HOW}`,
    );
  };
  return { seal: refuse, open: refuse };
}
