import { CardError, type CardErrorKind } from '../../run/card-error.ts';

/** `Formula ends where a number is expected (character 4)`; places are counted from 1 for people. */
export function formulaError(what: string, at: number, kind: CardErrorKind = 'invalid_input'): CardError {
  return new CardError(`Formula ${what} (character ${at + 1})`, { kind });
}
