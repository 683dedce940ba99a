import { checkListLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { getKey, setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** A query string as an object of texts; a repeated key has a list of them. */
export const urlDecode: KernelFunction = {
  name: 'url:decode',
  title: 'Decode Query',
  run: ({ inputs }) => ({ output: decodeQuery(toText(namedInput(inputs, 'query', 'data', 'string', 'text'))) }),
  examples: [
    {
      title: 'two keys',
      inputs: { query: 'name=John%20Doe&region=North+America' },
      outputs: { output: { name: 'John Doe', region: 'North America' } },
    },
    { title: 'a question mark before it', inputs: { query: '?a=1' }, outputs: { output: { a: '1' } } },
    { title: 'a repeated key', inputs: { query: 'a=1&a=2&a=3' }, outputs: { output: { a: ['1', '2', '3'] } } },
    { title: 'no value', inputs: { query: 'a&b=&=c&&' }, outputs: { output: { a: '', b: '', '': 'c' } } },
    {
      title: 'what cannot be decoded stays',
      inputs: { query: 'a=100%&b=%zz' },
      outputs: { output: { a: '100%', b: '%zz' } },
    },
    {
      title: 'names of JavaScript',
      inputs: { query: 'constructor=1&toString=2' },
      outputs: { output: { constructor: '1', toString: '2' } },
    },
    { title: 'empty', inputs: { query: '' }, outputs: { output: {} } },
  ],
};

function decodeQuery(query: string): { readonly [key: string]: Value } {
  const object: { [key: string]: Value } = {};
  const lists = new Map<string, Value[]>();
  for (const pair of query.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (!Object.hasOwn(object, key)) {
      setKey(object, key, value);
      continue;
    }
    const list = lists.get(key) ?? [getKey(object, key)];
    list.push(value);
    checkListLength(list.length);
    lists.set(key, list);
  }
  for (const [key, list] of lists) setKey(object, key, list);
  return object;
}

function decode(text: string): string {
  const blanks = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(blanks);
  } catch {
    return blanks;
  }
}
