import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';

/**
 * Reads public keys from a file: a JSON Web Key, a set of them, or a public key as PEM. Throws a Failure for anything else, and for a
 * private key: that one belongs to the app alone.
 */
export async function readPublicKeys(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure({ code: 'fileUnreadable', message: `The file ${path} cannot be read.` }, { cause });
  });
  return text.trimStart().startsWith('{') ? readJwks(path, text) : [readPem(path, text)];
}

function readJwks(path: string, text: string): readonly unknown[] {
  const value: unknown = parse(path, text);
  const keys = isRecord(value) && Array.isArray(value.keys) ? value.keys : [value];
  if (keys.some((key) => isRecord(key) && key.d !== undefined)) throw privateKey(path);
  return keys;
}

function readPem(path: string, text: string): unknown {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw privateKey(path);
  try {
    return createPublicKey(text).export({ format: 'jwk' });
  } catch (cause) {
    throw noKey(path, cause);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noKey(path, cause);
  }
}

function noKey(path: string, cause: unknown): Failure {
  const facts = {
    code: 'keyInvalid',
    message: `The file ${path} holds no public key.`,
    remedy: 'Give a JSON Web Key, a set of them ({"keys": […]}), or a public key as PEM.',
  };
  return new Failure(facts, { cause });
}

function privateKey(path: string): Failure {
  return new Failure({
    code: 'keyPrivate',
    message: `The file ${path} holds a private key, which must never leave the app.`,
    remedy: 'Give its public part. From a private key as PEM: openssl pkey -in private.pem -pubout -out public.pem',
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
