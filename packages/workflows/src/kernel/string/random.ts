import { CardError } from '../../run/card-error.ts';
import { toNumber } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LONGEST = 100_000;

/** So many letters and digits by chance. */
export const stringRandom: KernelFunction = {
  name: 'string:random',
  title: 'Random',
  isVolatile: true,
  run: ({ inputs, random }) => {
    const length = Math.max(0, Math.trunc(toNumber(inputs.get('length')) ?? 0));
    if (length > LONGEST) {
      throw new CardError(`A random text of ${length} characters exceeds the limit of ${LONGEST}; ask for less`, {
        kind: 'limit_exceeded',
      });
    }
    const letter = () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
    return { output: Array.from({ length }, letter).join('') };
  },
  examples: [
    { title: 'a length', inputs: { length: 5 }, outputs: { output: 'PPPPP' } },
    { title: 'a length as text', inputs: { length: '2' }, outputs: { output: 'PP' } },
    { title: 'nothing', inputs: { length: 0 }, outputs: { output: '' } },
    { title: 'less than nothing', inputs: { length: -1 }, outputs: { output: '' } },
    {
      title: 'too much',
      inputs: { length: 1e9 },
      error: 'A random text of 1000000000 characters exceeds the limit of 100000; ask for less',
    },
  ],
};
