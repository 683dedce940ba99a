import { toText } from '../../values/convert.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { readCsv } from './csv-text.ts';

/** A CSV text as a list of objects: the first line has the keys, and all values are text. */
export const csvDecode: KernelFunction = {
  name: 'csv:decode',
  title: 'Decode',
  run: ({ inputs }) => {
    const text = toText(namedInput(inputs, 'csv', 'string', 'text'));
    const [header = [], ...records] = readCsv(text, toText(namedInput(inputs, 'delimiter')) || ',');
    return {
      list: records.map((record) => {
        const object: { [key: string]: Value } = {};
        for (const [place, key] of header.entries()) setKey(object, key, record[place] ?? '');
        return object;
      }),
    };
  },
  examples: [
    {
      title: 'two lines',
      inputs: { csv: 'Name,Type,Active\nJane,Contractor,true\nBob,customer,false' },
      outputs: {
        list: [
          { Name: 'Jane', Type: 'Contractor', Active: 'true' },
          { Name: 'Bob', Type: 'customer', Active: 'false' },
        ],
      },
    },
    {
      title: 'quotes around commas, quotes and line ends',
      inputs: { csv: 'a,b\r\n"1,2","say ""hi""\nthere"\r\n' },
      outputs: { list: [{ a: '1,2', b: 'say "hi"\nthere' }] },
    },
    {
      title: 'short and long lines, blank ones, a byte order mark',
      inputs: { csv: '\ufeffa,b\n1\n\n1,2,3\n' },
      outputs: {
        list: [
          { a: '1', b: '' },
          { a: '1', b: '2' },
        ],
      },
    },
    {
      title: 'another separator',
      inputs: { csv: 'a;b\n1;2', delimiter: ';' },
      outputs: { list: [{ a: '1', b: '2' }] },
    },
    { title: 'names of JavaScript', inputs: { csv: 'constructor\n1' }, outputs: { list: [{ constructor: '1' }] } },
    { title: 'only keys', inputs: { csv: 'a,b' }, outputs: { list: [] } },
    { title: 'nothing', inputs: { csv: '' }, outputs: { list: [] } },
    {
      title: 'a quote without end',
      inputs: { csv: 'a\n"1' },
      error: 'Text is not CSV: Quote Not Closed: the parsing is finished with an opening quote at line 2',
    },
  ],
};
