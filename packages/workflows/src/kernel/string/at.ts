import { toNumber, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** One character, counted in UTF-16 units from 0; empty outside the text. */
export const stringAt: KernelFunction = {
  name: 'string:at',
  title: 'At',
  run: ({ inputs }) => {
    const text = toText(namedInput(inputs, 'text', 'string'));
    return { character: text.charAt(toNumber(namedInput(inputs, 'position', 'index')) ?? 0) };
  },
  examples: [
    { title: 'the first character', inputs: { text: 'Hello, World!', position: 0 }, outputs: { character: 'H' } },
    { title: 'the last character', inputs: { text: 'Hello, World!', position: 12 }, outputs: { character: '!' } },
    { title: 'a position as text', inputs: { text: 'Hello', position: '1' }, outputs: { character: 'e' } },
    { title: 'after the end', inputs: { text: 'Hello', position: 5 }, outputs: { character: '' } },
    { title: 'before the start', inputs: { text: 'Hello', position: -1 }, outputs: { character: '' } },
    { title: 'no text', inputs: { text: null, position: 0 }, outputs: { character: '' } },
  ],
};
