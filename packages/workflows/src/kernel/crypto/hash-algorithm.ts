import { getHashes } from 'node:crypto';
import { CardError } from '../../run/card-error.ts';

/**
 * The hash of a name from the list of OpenSSL that the cards offer: `sha256`, `RSA-SHA256`, `DSA-SHA1-old` … Throws
 * `invalid_input` for one that this machine does not compute (`RSA-MD4`, `whirlpool`).
 */
export function hashAlgorithm(name: string): string {
  const plain = name.trim().toLowerCase();
  const bare = OF_SHA1.test(plain) ? 'sha1' : plain.replace(/^(?:rsa|ssl[23])-/, '');
  const found = getHashes().find((known) => known.toLowerCase() === bare);
  if (found === undefined) throw unavailable(name);
  return found;
}

/** Says so of an algorithm. */
export function unavailable(name: string, cause?: unknown): CardError {
  const message = `"${name.slice(0, 40)}" is no algorithm that is available; use sha256, sha384, sha512, sha1 or md5`;
  return new CardError(message, { kind: 'invalid_input' }, { cause });
}

/** Names that OpenSSL had for SHA-1. */
const OF_SHA1 = /^(?:dsa(?:-sha1?(?:-old)?)?|dss1|ecdsa-with-sha1|rsa-sha1-2)$/;
