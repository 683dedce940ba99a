import { generateKeyPairSync } from 'node:crypto';
import { manualClock } from '@headwater/protocol';
import { expect, test } from 'vitest';
import { callFunction, type Value } from '../../../src/index.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ELLIPTIC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const clock = manualClock('2026-01-01T00:00:00.000Z');

test.each([
  ['RS256', RSA],
  ['PS512', RSA],
  ['ES256', ELLIPTIC],
])('a token signed by %s is verified by the public key, and by no other', (algorithm, { privateKey, publicKey }) => {
  const key = pem(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const options = { algorithm, expiresIn: 60 };
  const { token = null } = callFunction('jwt:sign', { key, options, payload: { sub: 'ann', n: 1 } }, { clock });

  expect(verify(token, pem(publicKey.export({ type: 'spki', format: 'pem' })))).toEqual({
    payload: { sub: 'ann', n: 1, iat: 1767225600, exp: 1767225660 },
  });
  const other = algorithm === 'ES256' ? RSA : ELLIPTIC;
  expect(() => verify(token, pem(other.publicKey.export({ type: 'spki', format: 'pem' })))).toThrow('not valid');
});

test('a token that was signed with a public key as secret is refused', () => {
  const publicKey = pem(RSA.publicKey.export({ type: 'spki', format: 'pem' }));
  const { token = null } = callFunction('jwt:sign', { key: 'any', payload: { sub: 'ann' } }, { clock });
  expect(() => verify(token, publicKey)).toThrow('The token is not valid: invalid algorithm');
});

test('a message about a key does not hold the key', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'c2VjcmV0'.repeat(8)}\n-----END PRIVATE KEY-----`;
  expect(() => callFunction('jwt:sign', { key, options: { algorithm: 'RS256' }, payload: {} })).toThrow(
    /^(?!.*c2VjcmV0).*The token cannot be signed/,
  );
});

function verify(token: Value, key: string): unknown {
  return callFunction('jwt:verify', { token, key }, { clock });
}

function pem(exported: string | Buffer): string {
  return exported.toString();
}
