import { CardError } from '../../run/card-error.ts';
import { parseJson, toBoolean, toDate, toList, toNumber, toText } from '../../values/convert.ts';
import { type Path, PathWriter, pathReader, toPath } from '../../values/path.ts';
import { getKey, isObject, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** New objects with what the mappings copy from path to path; `strict` says whether a value that cannot be transformed is an error. */
export const listMapObjects: KernelFunction = {
  name: 'list:mapObjects',
  title: 'Map Objects',
  run: ({ inputs }) => {
    const isStrict = toBoolean(inputs.get('strict'));
    const mappings = listInput(inputs, 'mappings').map(toMapping);
    const output = listInput(inputs, 'list').map((item) => {
      const writer = new PathWriter({});
      for (const { read, dest, transform } of mappings) writer.set(dest, transformed(transform, read(item), isStrict));
      return writer.value;
    });
    return { output };
  },
  examples: [
    {
      title: 'paths and transforms',
      inputs: {
        list: [
          { a: 1, b: 'true', c: { d: '5' } },
          { a: 3, b: 'false', c: { d: '6' } },
        ],
        mappings: [
          { src: 'a', dest: 'newA', transform: 'toString' },
          { src: 'b', dest: 'newB', transform: 'toBoolean' },
          { src: 'c.d', dest: 'c.newD' },
        ],
        strict: true,
      },
      outputs: {
        output: [
          { newA: '1', newB: true, c: { newD: '5' } },
          { newA: '3', newB: false, c: { newD: '6' } },
        ],
      },
    },
    {
      title: 'a failing transform when strict',
      inputs: { list: [{ a: 'x' }], mappings: [{ src: 'a', dest: 'b', transform: 'toNumber' }], strict: true },
      error: 'Invalid type conversion: text "x" cannot be used as number',
    },
    {
      title: 'a failing transform when not strict',
      inputs: { list: [{ a: 'x' }], mappings: [{ src: 'a', dest: 'b', transform: 'toNumber' }], strict: false },
      outputs: { output: [{ b: 'x' }] },
    },
    {
      title: 'a missing source',
      inputs: { list: [{}], mappings: [{ src: 'a', dest: 'b' }], strict: true },
      outputs: { output: [{ b: null }] },
    },
    {
      title: 'a transform nobody knows',
      inputs: { list: [{ a: 1 }], mappings: [{ src: 'a', dest: 'b', transform: 'rot13' }], strict: true },
      error: 'Unknown transform "rot13"; use one of toString, toNumber, toBoolean, toDate, toList, parse',
    },
    { title: 'no mappings', inputs: { list: [{ a: 1 }], mappings: [], strict: true }, outputs: { output: [{}] } },
  ],
};

interface Mapping {
  readonly read: (item: Value) => Value;
  readonly dest: Path;
  /** Empty for none. */
  readonly transform: string;
}

function toMapping(value: Value): Mapping {
  if (!isObject(value)) throw new CardError('A mapping must be an object with src and dest', { kind: 'invalid_input' });
  return {
    read: pathReader(toPath(getKey(value, 'src'))),
    dest: toPath(getKey(value, 'dest')),
    transform: toText(getKey(value, 'transform')),
  };
}

const TRANSFORMS: Readonly<Record<string, (value: Value) => Value>> = {
  toString: toText,
  toNumber,
  toBoolean,
  toDate,
  toList,
  parse: (value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
};

function transformed(name: string, value: Value, isStrict: boolean): Value {
  if (name === '') return value;
  try {
    const transform = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    if (transform === undefined) throw unknownTransform(name);
    return transform(value);
  } catch (error) {
    if (isStrict || !(error instanceof CardError)) throw error;
    return value;
  }
}

function unknownTransform(name: string): CardError {
  const message = `Unknown transform "${name}"; use one of ${Object.keys(TRANSFORMS).join(', ')}`;
  return new CardError(message, { kind: 'invalid_input' });
}
