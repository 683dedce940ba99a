import { expect, test } from 'vitest';
import { CardError, callFunction, type Value } from '../../../src/index.ts';
import { MAX_XML_LENGTH } from '../../../src/kernel/xml/read-xml.ts';
import { MAX_DEPTH } from '../../../src/values/bounds.ts';

const BOMB = `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">${['c', 'd', 'e', 'f']
  .map((name, at) => `<!ENTITY ${name} "${`&${'bcde'[at]};`.repeat(10)}">`)
  .join('')}]>`;

test.each([
  ['entities inside entities', `${BOMB}<a>&f;</a>`],
  ['an entity of a file', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['an unknown entity', '<a>&unknown;</a>'],
  ['an unquoted attribute', '<a b=c/>'],
  ['text', 'a < b'],
])('%s is no XML that is read', (_what, xml) => {
  expect(kindOf(() => callFunction('xml:parse', { xml }))).toBe('invalid_input');
});

test('too many elements inside each other are refused, in reading and in writing', () => {
  const deep = MAX_DEPTH + 10;
  expect(kindOf(() => callFunction('xml:parse', { xml: `${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}` }))).toBe(
    'limit_exceeded',
  );
  let object: Value = 'a';
  for (let level = 0; level < deep; level++) object = { a: object };
  expect(kindOf(() => callFunction('xml:build', { object }))).toBe('limit_exceeded');
});

test('a text too long is refused before it is read', () => {
  const xml = `<a>${' '.repeat(MAX_XML_LENGTH)}</a>`;
  expect(kindOf(() => callFunction('xml:parse', { xml }))).toBe('limit_exceeded');
});

test('an object that would be endless as XML is refused before it is written', () => {
  let object: Value = { a: 'x'.repeat(1_000) };
  for (let level = 0; level < 40; level++) object = { a: object, b: object };
  expect(kindOf(() => callFunction('xml:build', { object }))).toBe('limit_exceeded');
});

test('elements called as what every object has are elements', () => {
  const xml =
    '<a><__proto__>1</__proto__><__proto__>2</__proto__><hasOwnProperty>3</hasOwnProperty><cdata>4</cdata></a>';
  const { output } = callFunction('xml:parse', { xml });
  expect(Object.entries(output as object)).toEqual([
    ['__proto__', ['1', '2']],
    ['hasOwnProperty', ['3']],
    ['cdata', ['4']],
  ]);
  expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
});

test('what was written is read again', () => {
  const object = { a: { $: { id: '<"&\'' }, b: ['1', { $: { c: 'ü' }, _: ' x ' }], d: [''] } };
  const xml = callFunction('xml:build', { object }).output ?? null;
  expect(callFunction('xml:parse', { xml, explicitRoot: true })).toEqual({ output: object });
});

test.each(['a b', '1a', '<b', '', '#raw', '?pi', 'a>', '!doctype', '@b'])(
  'a key "%s" is no name of an element',
  (key) => {
    expect(kindOf(() => callFunction('xml:build', { object: { root: { [key]: 'x' } } }))).toBe('invalid_input');
  },
);

function kindOf(job: () => unknown): unknown {
  try {
    return job();
  } catch (error) {
    if (error instanceof CardError) return error.facts.kind;
    throw error;
  }
}
