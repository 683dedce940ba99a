import { createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { callFunction, toText } from '../../../src/index.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ELLIPTIC = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test.each([
  ['RSA-SHA256', 'sha256', RSA],
  ['sha512', 'sha512', RSA],
  ['sha256', 'sha256', ELLIPTIC],
])('a signature by %s is one that %s verifies', (algorithm, hash, { privateKey, publicKey }) => {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const inputs = { algorithm, 'private key': key, data: 'Grüße', digest: 'base64' };
  const signature = toText(callFunction('crypto:sign', inputs).output ?? null);
  expect(createVerify(hash).update('Grüße').verify(publicKey, signature, 'base64')).toBe(true);
});
