import { CardError } from '../../run/card-error.ts';
import { toNumber } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';

/** An input as a number, blank as 0. Throws `type_conversion` for text that is none. */
export function numberInput(value: Value): number {
  return toNumber(value) ?? 0;
}

/** A result that flows can hold. Throws `out_of_bounds` for what is infinite or no number; the remedy says how to avoid it. */
export function checkNumber(result: number, remedy = 'use smaller numbers'): number {
  if (Number.isFinite(result)) return result === 0 ? 0 : result;
  const seen = Number.isNaN(result) ? 'not a number' : 'too large for a number';
  throw new CardError(`The result is ${seen}; ${remedy}`, { kind: 'out_of_bounds' });
}

/** A number of decimal places, blank as 0. Throws `invalid_input` below 0 and above 100. */
export function decimalsInput(value: Value): number {
  const decimals = Math.trunc(numberInput(value));
  if (decimals < 0 || decimals > 100) {
    throw new CardError(`${decimals} decimal places are not possible; use 0 to 100`, { kind: 'invalid_input' });
  }
  return decimals;
}

/** Rounds half up in decimal notation, so that 1.005 with two places is 1.01. */
export function roundTo(value: number, decimals: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + decimals}`));
  if (!Number.isFinite(shifted)) return value;
  const [whole = '', power = '0'] = String(shifted).split('e');
  return Number(`${whole}e${Number(power) - decimals}`);
}
