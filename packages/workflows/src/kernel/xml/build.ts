import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { writeXml } from './write-xml.ts';
import { XML_OPTIONS_GROUP, xmlSwitch, xmlText } from './xml-options.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** An object as XML, by the rules of xml2js. */
export const xmlBuild: KernelFunction = {
  name: 'xml:build',
  title: 'Build',
  groups: [XML_OPTIONS_GROUP],
  run: ({ inputs }) => ({
    output: writeXml(toObject(namedInput(inputs, 'object', 'data')), {
      attrkey: xmlText(inputs, 'attrkey', '$'),
      charkey: xmlText(inputs, 'charkey', '_'),
      rootName: xmlText(inputs, 'rootName', 'root'),
      headless: xmlSwitch(inputs, 'headless'),
    }),
  }),
  examples: [
    {
      title: 'one key is the root',
      inputs: { object: { catalog: { release: [{ $: { id: 'SC007' }, artist: ['Michael Nau'] }] } } },
      outputs: {
        output: `${HEAD}<catalog>\n  <release id="SC007">\n    <artist>Michael Nau</artist>\n  </release>\n</catalog>`,
      },
    },
    {
      title: 'several keys get a root',
      inputs: { object: { a: 1, b: [true, null] }, headless: true },
      outputs: { output: '<root>\n  <a>1</a>\n  <b>true</b>\n  <b/>\n</root>' },
    },
    {
      title: 'a root of another name, other keys',
      inputs: {
        object: { b: { attributes: { x: 1 }, text: 'one' } },
        options: { rootName: 'a', attrkey: 'attributes', charkey: 'text', headless: true },
      },
      outputs: { output: '<a>\n  <b x="1">one</b>\n</a>' },
    },
    {
      title: 'signs are escaped',
      inputs: { object: { a: { $: { b: '"<&' }, _: '<i>&</i>' } }, headless: true },
      outputs: { output: '<a b="&quot;&lt;&amp;">&lt;i&gt;&amp;&lt;/i&gt;</a>' },
    },
    {
      title: 'a name that would write raw XML',
      inputs: { object: { a: { '#raw': '<b/>' } } },
      error: '"#raw" cannot be the name of an element in XML; use letters, digits and - _ . after a letter',
    },
    { title: 'nothing', inputs: { object: {}, headless: true }, outputs: { output: '<root/>' } },
  ],
};
