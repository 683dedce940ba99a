import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The value of the option whose name is the text of `key`, letter for letter; without one, `else`. */
export const controlLookup: KernelFunction = {
  name: 'control:lookup',
  title: 'Lookup',
  groups: ['options'],
  run: ({ inputs }) => {
    const key = toText(inputs.get('key'));
    const option = inputs.all('options').find((each) => each.key === key);
    return { result: option === undefined ? inputs.get('else') : option.value };
  },
  examples: [
    {
      title: 'names with dots are literal',
      inputs: {
        key: 'user.mfa.factor.activate',
        options: { 'user.mfa.factor.activate': 7, 'user.account.update_password': 9 },
        else: 0,
      },
      outputs: { result: 7 },
    },
    {
      title: 'otherwise',
      inputs: { key: 'nope', options: { LI: 'List All' }, else: 'error,yes' },
      outputs: { result: 'error,yes' },
    },
    { title: 'case counts', inputs: { key: 'li', options: { LI: 'List All' }, else: null }, outputs: { result: null } },
    { title: 'a number as key', inputs: { key: 2, options: { '1': 'a', '2': 'b' } }, outputs: { result: 'b' } },
    { title: 'an option of null', inputs: { key: 'a', options: { a: null }, else: 1 }, outputs: { result: null } },
    { title: 'no inherited names', inputs: { key: 'constructor', options: {}, else: 'no' }, outputs: { result: 'no' } },
  ],
};
