import { createHash } from 'node:crypto';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { digestEncoding } from './digest-encoding.ts';
import { hashAlgorithm } from './hash-algorithm.ts';

/** Hash of a text, which is UTF-8. */
export const cryptoHash: KernelFunction = {
  name: 'crypto:hash',
  title: 'Hash',
  run: ({ inputs }) => {
    const hash = createHash(hashAlgorithm(toText(inputs.get('algorithm'))));
    return {
      output: hash.update(toText(inputs.get('data')), 'utf8').digest(digestEncoding(toText(inputs.get('digest')))),
    };
  },
  examples: [
    {
      title: 'hexadecimal',
      inputs: { algorithm: 'sha256', data: 'Hello', digest: 'hex' },
      outputs: { output: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' },
    },
    {
      title: 'base64',
      inputs: { algorithm: 'sha1', data: 'Hello', digest: 'base64' },
      outputs: { output: '9/+ei3uy4Jtwk1pdeF4MxdnQq/A=' },
    },
    {
      title: 'one character a byte',
      inputs: { algorithm: 'md5', data: 'Hello', digest: 'binary' },
      outputs: { output: '\x8b\x1a\x99S\xc4a\x12\x96\xa8\x27\xab\xf8\xc4x\x04\xd7' },
    },
    {
      title: 'an algorithm of the past',
      inputs: { algorithm: 'RSA-MD4', data: 'Hello' },
      error: '"RSA-MD4" is no algorithm that is available; use sha256, sha384, sha512, sha1 or md5',
    },
  ],
};
