import jsonwebtoken, { type VerifyOptions } from 'jsonwebtoken';
import { toText } from '../../values/convert.ts';
import { fromJson } from '../../values/encode.ts';
import type { CardInputs, KernelFunction } from '../kernel-function.ts';
import { JWT_OPTIONS_GROUP, jwtAlgorithm, jwtError, jwtText } from './jwt-options.ts';

const KEY = 'a secret of the two';
const TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJoZWFkd2F0ZXIiLCJhdWQiOiJhcGkiLCJzdWIiOiJhbm4iLCJpYXQiOjE3OTUzNDIyNzIsImV4cCI6MTc5NTM0MjU3Mn0.m7hrxcpPNRnDz5jEgNYsloAw7PYS0SHrr4LbnD_UIus';
const EXPIRED =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE3OTUzNDIyNzJ9.iSgqj61G3TXUSnOP2HzbRYyC8CJhaxpopcX13JiXf28';
const CLAIMS = { iss: 'headwater', aud: 'api', sub: 'ann', iat: 1795342272, exp: 1795342572 };

/** The claims of a token whose signature, time and other claims hold; anything else fails. */
export const jwtVerify: KernelFunction = {
  name: 'jwt:verify',
  title: 'Verify',
  groups: [JWT_OPTIONS_GROUP],
  isVolatile: true,
  run: ({ inputs, clock }) => {
    const options = { ...optionsOf(inputs), clockTimestamp: Math.floor(clock.now().getTime() / 1000) };
    const token = toText(inputs.get('token'));
    try {
      return { payload: fromJson(jsonwebtoken.verify(token, toText(inputs.get('key')), options)) };
    } catch (error) {
      throw jwtError('The token is not valid', error);
    }
  },
  examples: [
    {
      title: 'a token that holds',
      inputs: { token: TOKEN, key: KEY },
      outputs: { payload: CLAIMS },
    },
    {
      title: 'with the claims that are asked for',
      inputs: { token: TOKEN, key: KEY, options: { issuer: 'headwater', audience: 'api', algorithm: 'HS256' } },
      outputs: { payload: CLAIMS },
    },
    {
      title: 'of another issuer',
      inputs: { token: TOKEN, key: KEY, options: { issuer: 'okta' } },
      error: 'The token is not valid: jwt issuer invalid. expected: okta',
    },
    {
      title: 'signed in another way',
      inputs: { token: TOKEN, key: KEY, options: { algorithm: 'HS384' } },
      error: 'The token is not valid: invalid algorithm',
    },
    {
      title: 'signed with another key',
      inputs: { token: TOKEN, key: 'another' },
      error: 'The token is not valid: invalid signature',
    },
    {
      title: 'without signature',
      inputs: { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.', key: KEY },
      error: 'The token is not valid: jwt signature is required',
    },
    {
      title: 'at its end',
      inputs: { token: EXPIRED, key: KEY },
      error: 'The token is not valid: jwt expired',
    },
    { title: 'no token', inputs: { token: '', key: KEY }, error: 'The token is not valid: jwt must be provided' },
  ],
};

function optionsOf(inputs: CardInputs): VerifyOptions {
  const algorithm = jwtAlgorithm(inputs);
  const given = {
    algorithms: algorithm === null ? null : [algorithm],
    audience: jwtText(inputs, 'audience'),
    issuer: jwtText(inputs, 'issuer'),
    jwtid: jwtText(inputs, 'jwtid'),
    subject: jwtText(inputs, 'subject'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
