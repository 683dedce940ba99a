import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { readXml } from './read-xml.ts';
import { XML_OPTIONS_GROUP, xmlSwitch, xmlText } from './xml-options.ts';

const XML = '<catalog><release id="SC007"><artist>Michael Nau</artist></release></catalog>';
const BLANKS = '<A> <B x="1"> one   two </B> </A>';

/** XML as an object, by the rules of xml2js. */
export const xmlParse: KernelFunction = {
  name: 'xml:parse',
  title: 'Parse',
  groups: [XML_OPTIONS_GROUP],
  run: ({ inputs }) => ({
    output: readXml(toText(namedInput(inputs, 'xml', 'string', 'text')), {
      attrkey: xmlText(inputs, 'attrkey', '$'),
      charkey: xmlText(inputs, 'charkey', '_'),
      explicitCharkey: xmlSwitch(inputs, 'explicitCharkey'),
      trim: xmlSwitch(inputs, 'trim'),
      normalizeTags: xmlSwitch(inputs, 'normalizeTags'),
      normalize: xmlSwitch(inputs, 'normalize'),
      explicitRoot: xmlSwitch(inputs, 'explicitRoot'),
    }),
  }),
  examples: [
    {
      title: 'children are lists, attributes under $, the root is left out',
      inputs: { xml: XML },
      outputs: { output: { release: [{ $: { id: 'SC007' }, artist: ['Michael Nau'] }] } },
    },
    {
      title: 'with its root',
      inputs: { xml: XML, explicitRoot: true },
      outputs: { output: { catalog: { release: [{ $: { id: 'SC007' }, artist: ['Michael Nau'] }] } } },
    },
    {
      title: 'other keys',
      inputs: { xml: BLANKS, options: { attrkey: 'attributes', charkey: 'text' } },
      outputs: { output: { B: [{ text: ' one   two ', attributes: { x: '1' } }] } },
    },
    {
      title: 'text under a key of its own',
      inputs: { xml: '<a><b>1</b></a>', explicitCharkey: true },
      outputs: { output: { b: [{ _: '1' }] } },
    },
    {
      title: 'trimmed',
      inputs: { xml: BLANKS, trim: true },
      outputs: { output: { B: [{ _: 'one   two', $: { x: '1' } }] } },
    },
    {
      title: 'blanks made one',
      inputs: { xml: BLANKS, normalize: true },
      outputs: { output: { B: [{ _: 'one two', $: { x: '1' } }] } },
    },
    {
      title: 'names in small letters',
      inputs: { xml: BLANKS, normalizeTags: true },
      outputs: { output: { b: [{ _: ' one   two ', $: { x: '1' } }] } },
    },
    {
      title: 'entities, character references, CDATA',
      inputs: { xml: '<a><b>&lt;&#65;&amp;</b><b><![CDATA[<c>]]></b></a>' },
      outputs: { output: { b: ['<A&', '<c>'] } },
    },
    {
      title: 'names of JavaScript',
      inputs: { xml: '<a><constructor>1</constructor><toString/></a>' },
      outputs: { output: { constructor: ['1'], toString: [''] } },
    },
    { title: 'a root with text only', inputs: { xml: '<a>1</a>' }, outputs: { output: '1' } },
    {
      title: 'an entity of the document',
      inputs: { xml: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' },
      error: 'Text is not XML: Invalid character entity, Line: 0, Column: 36, Char: ;',
    },
    {
      title: 'an element without end',
      inputs: { xml: '<a><b></a>' },
      error: 'Text is not XML: Unexpected close tag, Line: 0, Column: 10, Char: >',
    },
    { title: 'nothing', inputs: { xml: ' ' }, error: 'Text is not XML: it is empty' },
  ],
};
