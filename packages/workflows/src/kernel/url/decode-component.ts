import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** A text without percent-encoding, as JavaScript's `decodeURIComponent`. */
export const urlDecodeComponent: KernelFunction = {
  name: 'url:decodeComponent',
  title: 'Decode Component',
  run: ({ inputs }) => ({ output: decodeComponent(toText(namedInput(inputs, 'string', 'text'))) }),
  examples: [
    { title: 'signs', inputs: { string: 'a%20b%26c%3D%C3%BC' }, outputs: { output: 'a b&c=ü' } },
    { title: 'a plus stays', inputs: { string: 'a+b' }, outputs: { output: 'a+b' } },
    { title: 'nothing', inputs: { string: null }, outputs: { output: '' } },
    {
      title: 'no percent-encoding',
      inputs: { string: '100%' },
      error: '"100%" is not percent-encoded text; a plain % is written %25',
    },
  ],
};

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    const message = `"${text.slice(0, 60)}" is not percent-encoded text; a plain % is written %25`;
    throw new CardError(message, { kind: 'invalid_input' }, { cause: error });
  }
}
