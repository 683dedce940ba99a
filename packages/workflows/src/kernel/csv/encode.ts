import { checkTextLength } from '../../values/bounds.ts';
import { toList, toObject, toText } from '../../values/convert.ts';
import { getKey } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { writeCsv } from './csv-text.ts';

/** A list of objects as CSV text: the first line has the keys of all of them, in the order they first come. */
export const csvEncode: KernelFunction = {
  name: 'csv:encode',
  title: 'Encode',
  run: ({ inputs }) => {
    const objects = toList(namedInput(inputs, 'list', 'objects')).map(toObject);
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    // Each cell takes a character at least, and most of them are empty where every object has keys of its own.
    checkTextLength(objects.length * keys.length);
    const lines = objects.map((object) => keys.map((key) => toText(getKey(object, key))));
    const delimiter = toText(namedInput(inputs, 'delimiter')) || ',';
    return { output: keys.length === 0 ? '' : writeCsv([keys, ...lines], delimiter) };
  },
  examples: [
    {
      title: 'two objects',
      inputs: {
        list: [
          { Name: 'Jane', Age: 25 },
          { Name: 'Bob', Active: true },
        ],
      },
      outputs: { output: 'Name,Age,Active\nJane,25,\nBob,,true\n' },
    },
    {
      title: 'quotes where they are needed',
      inputs: { list: [{ a: 'x,y', b: 'say "hi"', c: 'two\nlines', d: ' e ' }] },
      outputs: { output: 'a,b,c,d\n"x,y","say ""hi""","two\nlines"," e "\n' },
    },
    { title: 'values inside', inputs: { list: [{ a: { b: [1] } }] }, outputs: { output: 'a\n"{""b"":[1]}"\n' } },
    {
      title: 'another separator',
      inputs: { list: [{ a: '1,5', b: 2 }], delimiter: ';' },
      outputs: { output: 'a;b\n1,5;2\n' },
    },
    { title: 'nothing', inputs: { list: [] }, outputs: { output: '' } },
    {
      title: 'what is no object',
      inputs: { list: [1] },
      error: 'Invalid type conversion: number cannot be used as object',
    },
  ],
};
