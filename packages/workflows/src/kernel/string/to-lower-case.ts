import { checkText } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Small letters, in no language in particular. */
export const stringToLowerCase: KernelFunction = {
  name: 'string:toLowerCase',
  title: 'To Lower Case',
  run: ({ inputs }) => ({ output: checkText(toText(inputs.get('string')).toLowerCase()) }),
  examples: [
    {
      title: 'an address',
      inputs: { string: 'JohnDoe@CompanyName.Com' },
      outputs: { output: 'johndoe@companyname.com' },
    },
    { title: 'beyond ASCII', inputs: { string: 'ÄÖÜ ΣΑΣ' }, outputs: { output: 'äöü σας' } },
    { title: 'a boolean', inputs: { string: true }, outputs: { output: 'true' } },
    { title: 'no text', inputs: { string: null }, outputs: { output: '' } },
  ],
};
