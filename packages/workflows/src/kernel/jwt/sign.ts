import jsonwebtoken, { type JwtHeader, type SignOptions } from 'jsonwebtoken';
import { CardError } from '../../run/card-error.ts';
import { toBoolean, toNumber, toObject, toText } from '../../values/convert.ts';
import { toJson } from '../../values/encode.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { CardInputs, KernelFunction } from '../kernel-function.ts';
import { JWT_OPTIONS_GROUP, jwtAlgorithm, jwtError, jwtOption, jwtSeconds, jwtText } from './jwt-options.ts';

const PAYLOAD_GROUP = 'payload';
const KEY = 'a secret of the two';

/** A signed token of the claims in group `payload`; `iat` is the present unless `noTimestamp` is on. */
export const jwtSign: KernelFunction = {
  name: 'jwt:sign',
  title: 'Sign',
  groups: [JWT_OPTIONS_GROUP, PAYLOAD_GROUP],
  isVolatile: true,
  run: ({ inputs, clock }) => {
    const seconds = Math.floor(clock.now().getTime() / 1000);
    try {
      return { token: jsonwebtoken.sign(claimsOf(inputs, seconds), toText(inputs.get('key')), optionsOf(inputs)) };
    } catch (error) {
      if (error instanceof CardError) throw error;
      throw jwtError('The token cannot be signed', error);
    }
  },
  examples: [
    {
      title: 'claims, without a time',
      inputs: { key: KEY, options: { algorithm: 'HS256', noTimestamp: true }, payload: { sub: 'ann' } },
      outputs: {
        token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm4ifQ.PXNimKvFvO975Wi8saYpP1OrLf2fgfsRlqnLsUQ2B5A',
      },
    },
    {
      title: 'claims of the options, with the present time',
      inputs: {
        key: KEY,
        options: { issuer: 'headwater', audience: 'api', subject: 'ann', jwtid: '1', expiresIn: 300, notBefore: 1 },
      },
      outputs: {
        token:
          'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUzNDIyNzIsIm5iZiI6MTc5NTM0MjI3MywiZXhwIjoxNzk1MzQyNTcyLCJhdWQiOiJhcGkiLCJpc3MiOiJoZWFkd2F0ZXIiLCJzdWIiOiJhbm4iLCJqdGkiOiIxIn0.kW4UTP-vP5i3jsixjENw_4JOmgxdMWsBZosKUjZrVNM',
      },
    },
    {
      title: 'a header, an algorithm with a longer hash',
      inputs: {
        key: KEY,
        options: { algorithm: 'HS512', noTimestamp: true, header: '{"kid":"key-1"}' },
        payload: { n: 1, list: ['a'] },
      },
      outputs: {
        token:
          'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCIsImtpZCI6ImtleS0xIn0.eyJuIjoxLCJsaXN0IjpbImEiXX0.SCn8AMfChKYFSdEr_ZKtEcU3zV2rW0WacdsaOXZw8SrnqX7jDA8cZnHidZA3R8XP6zeO34aA7N0PmQPNFatllg',
      },
    },
    {
      title: 'options that were left blank',
      inputs: {
        key: KEY,
        options: { issuer: '', expiresIn: 0, header: '', notBefore: null, algorithm: '', noTimestamp: true },
        payload: { sub: 'ann' },
      },
      outputs: {
        token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm4ifQ.PXNimKvFvO975Wi8saYpP1OrLf2fgfsRlqnLsUQ2B5A',
      },
    },
    {
      title: 'an unsigned token',
      inputs: { key: KEY, options: { algorithm: 'none' }, payload: {} },
      error:
        '"none" is no algorithm of tokens; use one of HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512, PS256, PS384, PS512',
    },
    {
      title: 'an unsigned token by its header',
      inputs: { key: KEY, options: { header: '{"alg":"none"}' }, payload: {} },
      error: 'The header names the algorithm "none"; choose the algorithm in the options',
    },
    {
      title: 'no key',
      inputs: { key: '', payload: { sub: 'ann' } },
      error: 'The token cannot be signed: secretOrPrivateKey must have a value',
    },
    {
      title: 'a secret where a private key is needed',
      inputs: { key: KEY, options: { algorithm: 'RS256' }, payload: {} },
      error: 'The token cannot be signed: secretOrPrivateKey must be an asymmetric key when using RS256',
    },
  ],
};

/** Claims that are times are numbers in a token, also where the card has them as text. */
const TIMES: ReadonlySet<string> = new Set(['iat', 'exp', 'nbf']);

function claimsOf(inputs: CardInputs, seconds: number): object {
  const claims: { [key: string]: Value } = {};
  for (const { key, value } of inputs.all(PAYLOAD_GROUP)) {
    setKey(claims, key, TIMES.has(key) ? secondsOf(value) : value);
  }
  // The library would take the machine's time; it leaves this one out where no time is wanted.
  if (!Object.hasOwn(claims, 'iat')) claims.iat = seconds;
  const json = toJson(claims);
  return typeof json === 'object' && json !== null ? json : {};
}

function secondsOf(value: Value): number | null {
  return value instanceof Date ? Math.floor(value.getTime() / 1000) : toNumber(value);
}

function optionsOf(inputs: CardInputs): SignOptions {
  const given = {
    audience: jwtText(inputs, 'audience'),
    issuer: jwtText(inputs, 'issuer'),
    jwtid: jwtText(inputs, 'jwtid'),
    subject: jwtText(inputs, 'subject'),
    expiresIn: jwtSeconds(inputs, 'expiresIn'),
    notBefore: jwtSeconds(inputs, 'notBefore'),
    header: headerOf(inputs),
  };
  const present = Object.entries(given).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(present),
    algorithm: jwtAlgorithm(inputs) ?? 'HS256',
    noTimestamp: toBoolean(jwtOption(inputs, 'noTimestamp')),
  };
}

function headerOf(inputs: CardInputs): Partial<JwtHeader> | null {
  const option = jwtOption(inputs, 'header');
  if (option === null) return null;
  const header = toObject(option);
  if (Object.hasOwn(header, 'alg')) {
    const message = `The header names the algorithm "${toText(header.alg ?? null).slice(0, 40)}"; choose the algorithm in the options`;
    throw new CardError(message, { kind: 'invalid_input' });
  }
  return header;
}
