import { CardError } from '../../run/card-error.ts';
import { checkText } from '../../values/bounds.ts';

/** Percent-encodes all but letters, digits and `-_.!~*'()`. Throws `invalid_input` for text with half of a surrogate pair. */
export function encodeUri(text: string): string {
  try {
    return checkText(encodeURIComponent(text));
  } catch (error) {
    if (error instanceof CardError) throw error;
    const message = 'Text holds half of a surrogate pair, which no URL can carry; remove it';
    throw new CardError(message, { kind: 'invalid_input' }, { cause: error });
  }
}
