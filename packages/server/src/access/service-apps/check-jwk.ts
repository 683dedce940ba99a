import { createHash, createPublicKey } from 'node:crypto';
import { validationFailed } from '@headwater/protocol';
import { isRecord } from '../../json/is-record.ts';
import type { PublicJwk } from './service-app.ts';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;
const CURVES: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };
const RSA_ALGORITHM = /^[RP]S(256|384|512)$/;
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;
const MAX_KID_LENGTH = 255;

/**
 * Reads a public key for signatures out of untrusted JSON: RSA of 2048 to 8192 bits, or EC on P-256, P-384 or P-521. What is not
 * known is dropped; a missing `kid` becomes the key's thumbprint (RFC 7638). Throws `validationFailed` that says what is wrong,
 * also when the key has a private part.
 */
export function checkJwk(value: unknown): PublicJwk {
  const jwk = toRecord(value);
  const secret = PRIVATE_MEMBERS.find((name) => jwk[name] !== undefined);
  if (secret !== undefined) {
    throw refusal(`the key has the private member "${secret}"; send the public key only, and take that key out of use`);
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') throw refusal(`use "${String(jwk.use)}" must be "sig"`);
  const key = jwk.kty === 'EC' ? checkEc(jwk) : checkRsa(jwk);
  return { ...key, kid: checkKid(jwk.kid) ?? thumbprint(key), use: 'sig' };
}

type Key = Omit<PublicJwk, 'kid' | 'use'>;

function checkRsa(jwk: Readonly<Record<string, unknown>>): Key {
  if (jwk.kty !== 'RSA') throw refusal(`kty "${String(jwk.kty)}" must be "RSA" or "EC"`);
  const key = { kty: 'RSA', n: text(jwk, 'n'), e: text(jwk, 'e') } as const;
  const bits = importable(key).asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    throw refusal(`an RSA key of ${bits} bits must have ${MIN_RSA_BITS} to ${MAX_RSA_BITS}`);
  }
  const alg = jwk.alg;
  if (alg === undefined) return key;
  if (typeof alg === 'string' && RSA_ALGORITHM.test(alg)) return { ...key, alg };
  throw refusal(`alg "${String(alg)}" must be one of RS256, RS384, RS512, PS256, PS384, PS512`);
}

function checkEc(jwk: Readonly<Record<string, unknown>>): Key {
  const crv = text(jwk, 'crv');
  const only = Object.hasOwn(CURVES, crv) ? CURVES[crv] : undefined;
  if (only === undefined) throw refusal(`crv "${crv}" must be one of ${Object.keys(CURVES).join(', ')}`);
  const key = { kty: 'EC', crv, x: text(jwk, 'x'), y: text(jwk, 'y') } as const;
  importable(key);
  const alg = jwk.alg ?? only;
  if (alg !== only) throw refusal(`alg "${String(alg)}" must be ${only} for the curve ${crv}`);
  return { ...key, alg: only };
}

function importable(key: Key): ReturnType<typeof createPublicKey> {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' });
  } catch {
    throw refusal(`the members of the ${key.kty} key are no valid key`);
  }
}

function checkKid(kid: unknown): string | undefined {
  if (kid === undefined || kid === null) return undefined;
  if (typeof kid === 'string' && kid !== '' && kid.length <= MAX_KID_LENGTH) return kid;
  throw refusal(`kid must be a text of 1 to ${MAX_KID_LENGTH} characters`);
}

/** RFC 7638: the members in the order of the alphabet. */
function thumbprint(key: Key): string {
  const { kty, crv, e, n, x, y } = key;
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

function text(jwk: Readonly<Record<string, unknown>>, name: string): string {
  const value = jwk[name];
  if (typeof value === 'string' && value !== '') return value;
  throw refusal(`${name} must be a text`);
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw refusal('the key must be a JSON Web Key, an object');
}

function refusal(reason: string): Error {
  return validationFailed('jwks', [`jwks: ${reason}`]);
}
