import { createPrivateKey, createSign } from 'node:crypto';
import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { digestEncoding } from './digest-encoding.ts';
import { hashAlgorithm } from './hash-algorithm.ts';

const NO_KEY = 'The private key could not be read; give it as PEM, from -----BEGIN PRIVATE KEY----- to its end';

/** Signature of a text, which is UTF-8, by a private key in PEM. Two signatures by an elliptic key differ. */
export const cryptoSign: KernelFunction = {
  name: 'crypto:sign',
  title: 'Sign',
  isVolatile: true,
  run: ({ inputs }) => {
    const algorithm = hashAlgorithm(toText(inputs.get('algorithm')));
    const encoding = digestEncoding(toText(inputs.get('digest')));
    const key = toText(namedInput(inputs, 'private key', 'privateKey', 'key'));
    return { output: sign(algorithm, key, toText(inputs.get('data'))).toString(encoding) };
  },
  examples: [
    { title: 'no key', inputs: { algorithm: 'RSA-SHA256', 'private key': '', data: 'Hello' }, error: NO_KEY },
    {
      title: 'what is no key is not repeated',
      inputs: { algorithm: 'RSA-SHA256', 'private key': 'my secret', data: 'Hello' },
      error: NO_KEY,
    },
    {
      title: 'an unknown algorithm',
      inputs: { algorithm: 'rot13', 'private key': 'x', data: 'Hello' },
      error: '"rot13" is no algorithm that is available; use sha256, sha384, sha512, sha1 or md5',
    },
    {
      title: 'an unknown form',
      inputs: { algorithm: 'sha256', 'private key': 'x', data: 'Hello', digest: 'text' },
      error: '"text" is no form of a digest; use base64, hex or binary',
    },
  ],
};

function sign(algorithm: string, key: string, data: string): Buffer {
  const privateKey = readKey(key);
  try {
    return createSign(algorithm).update(data, 'utf8').sign(privateKey);
  } catch (error) {
    const message = `The private key does not sign with ${algorithm}; use an RSA or elliptic key of enough bits`;
    throw new CardError(message, { kind: 'invalid_input' }, { cause: error });
  }
}

function readKey(key: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(key);
  } catch {
    // What OpenSSL says of a text that is no key helps nobody.
    throw new CardError(NO_KEY, { kind: 'invalid_input' });
  }
}
