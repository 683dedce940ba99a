import jsonwebtoken from 'jsonwebtoken';
import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import { fromJson } from '../../values/encode.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** What a token says, without a look at its signature: nobody may trust it. */
export const jwtDecode: KernelFunction = {
  name: 'jwt:decode',
  title: 'Decode',
  run: ({ inputs }) => {
    const decoded = decode(toText(inputs.get('token')));
    return { header: fromJson(decoded.header), payload: fromJson(decoded.payload), signature: decoded.signature };
  },
  examples: [
    {
      title: 'a signed token',
      inputs: { token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmVk' },
      outputs: { header: { alg: 'HS256', typ: 'JWT' }, payload: { sub: 'ann' }, signature: 'c2lnbmVk' },
    },
    {
      title: 'one without signature',
      inputs: { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.' },
      outputs: { header: { alg: 'none' }, payload: { sub: 'ann' }, signature: '' },
    },
    {
      title: 'what is no token',
      inputs: { token: 'a.b' },
      error: 'Text is not a JSON Web Token; it has three parts with dots between them',
    },
    {
      title: 'nothing',
      inputs: { token: null },
      error: 'Text is not a JSON Web Token; it has three parts with dots between them',
    },
  ],
};

function decode(token: string): { header: unknown; payload: unknown; signature: string } {
  try {
    const decoded = jsonwebtoken.decode(token, { complete: true });
    if (decoded !== null) return decoded;
  } catch {
    // Its header is no JSON: no token either.
  }
  const message = 'Text is not a JSON Web Token; it has three parts with dots between them';
  throw new CardError(message, { kind: 'invalid_input' });
}
