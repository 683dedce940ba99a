import type { Algorithm } from 'jsonwebtoken';
import { CardError } from '../../run/card-error.ts';
import { toNumber, toText } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { CardInputs } from '../kernel-function.ts';

/** Group of the options of the cards of JWT. */
export const JWT_OPTIONS_GROUP = 'options';

const ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
] as const satisfies readonly Algorithm[];

/** The algorithm that the card chose; null without one. Throws `invalid_input` for any other, `none` included. */
export function jwtAlgorithm(inputs: CardInputs): Algorithm | null {
  const name = jwtText(inputs, 'algorithm');
  if (name === null) return null;
  const found = ALGORITHMS.find((known) => known === name.trim().toUpperCase());
  if (found !== undefined) return found;
  const message = `"${name.slice(0, 40)}" is no algorithm of tokens; use one of ${ALGORITHMS.join(', ')}`;
  throw new CardError(message, { kind: 'invalid_input' });
}

/** An option as it is; null when it is not given or blank. */
export function jwtOption(inputs: CardInputs, key: string): Value {
  const value = inputs.in(JWT_OPTIONS_GROUP, key);
  return value === '' ? null : value;
}

/** An option that is text. */
export function jwtText(inputs: CardInputs, key: string): string | null {
  const value = jwtOption(inputs, key);
  return value === null ? null : toText(value);
}

/** An option that is a number of seconds: 0 is what exports write for one that was not given. */
export function jwtSeconds(inputs: CardInputs, key: string): number | null {
  const seconds = toNumber(jwtOption(inputs, key));
  return seconds === null || seconds === 0 ? null : Math.trunc(seconds);
}

/** The token's library failed: its messages name no secret. */
export function jwtError(what: string, error: unknown): CardError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CardError(`${what}: ${reason}`, { kind: 'invalid_input' }, { cause: error });
}
