import type { KernelFunction } from '../kernel-function.ts';
import { cryptoHash } from './hash.ts';
import { cryptoHmac } from './hmac.ts';
import { cryptoMd5 } from './md5.ts';
import { cryptoSha1 } from './sha1.ts';
import { cryptoSha256 } from './sha256.ts';
import { cryptoSign } from './sign.ts';

/** The cards `crypto:…`. */
export const CRYPTO_FUNCTIONS: readonly KernelFunction[] = [
  cryptoHash,
  cryptoHmac,
  cryptoMd5,
  cryptoSha1,
  cryptoSha256,
  cryptoSign,
];
