import { createHmac, type Hmac } from 'node:crypto';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { digestEncoding } from './digest-encoding.ts';
import { hashAlgorithm, unavailable } from './hash-algorithm.ts';

const DATA = 'The quick brown fox jumps over the lazy dog';

/** Hash of a text with a key; both are UTF-8. */
export const cryptoHmac: KernelFunction = {
  name: 'crypto:hmac',
  title: 'HMAC',
  run: ({ inputs }) => {
    const hmac = hmacOf(toText(inputs.get('algorithm')), toText(inputs.get('key')));
    return {
      output: hmac.update(toText(inputs.get('data')), 'utf8').digest(digestEncoding(toText(inputs.get('digest')))),
    };
  },
  examples: [
    {
      title: 'hexadecimal',
      inputs: { algorithm: 'sha256', key: 'key', data: DATA, digest: 'hex' },
      outputs: { output: 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8' },
    },
    {
      title: 'base64',
      inputs: { algorithm: 'sha256', key: 'my secret key', data: 'My secret message!', digest: 'base64' },
      outputs: { output: 'qd83l7nEE4gBpuaueA+XtKFeZO99aV7IvGgsJ15qmyo=' },
    },
    {
      title: 'another name of an algorithm, no form given',
      inputs: { algorithm: 'RSA-SHA1', key: 'key', data: DATA },
      outputs: { output: 'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9' },
    },
    {
      title: 'no key and no data',
      inputs: { algorithm: 'md5', key: '', data: null, digest: 'hex' },
      outputs: { output: '74e6f7298a9c2d168935f58c001bad88' },
    },
    {
      title: 'an unknown algorithm',
      inputs: { algorithm: 'sha3', key: 'key', data: DATA },
      error: '"sha3" is no algorithm that is available; use sha256, sha384, sha512, sha1 or md5',
    },
    {
      title: 'an algorithm without such a code',
      inputs: { algorithm: 'shake128', key: 'key', data: DATA },
      error: '"shake128" is no algorithm that is available; use sha256, sha384, sha512, sha1 or md5',
    },
    {
      title: 'an unknown form',
      inputs: { algorithm: 'sha1', key: 'key', data: DATA, digest: 'base32' },
      error: '"base32" is no form of a digest; use base64, hex or binary',
    },
  ],
};

/** Hashes whose length one chooses have no such code. */
function hmacOf(algorithm: string, key: string): Hmac {
  const hash = hashAlgorithm(algorithm);
  try {
    return createHmac(hash, key);
  } catch (error) {
    throw unavailable(algorithm, error);
  }
}
