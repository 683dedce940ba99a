import { ApiError } from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonItems, type JsonPart } from '../../src/json/json-items.ts';

/** Reads a text in chunks of these sizes, the last one again and again. */
function read(text: string | Buffer, sizes: readonly number[] = [Number.POSITIVE_INFINITY]): readonly JsonPart[] {
  const bytes = Buffer.from(text);
  const items = new JsonItems();
  const parts: JsonPart[] = [];
  let from = 0;
  for (let chunk = 0; from < bytes.length; chunk++) {
    const size = sizes[Math.min(chunk, sizes.length - 1)] ?? 1;
    parts.push(...items.push(bytes.subarray(from, from + size)));
    from += size;
  }
  items.end();
  return parts;
}

/** Puts parts together again. */
function assemble(parts: readonly JsonPart[], arrays: readonly string[]): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = Object.fromEntries(arrays.map((name) => [name, []]));
  for (const part of parts) {
    if (part.kind === 'member') object[part.name] = part.value;
    else (object[part.name] as unknown[]).push(part.value);
  }
  return object;
}

const code = (text: string | Buffer) => {
  try {
    read(text);
    return 'taken';
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error);
  }
};

const jsonObjects = fc.dictionary(
  fc.string().filter((name) => name !== '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
);
const countNames = (text: string) => (text.match(/"[^"]*"\s*:/g) ?? []).length;
const isPlain = (value: unknown) => !JSON.stringify(value).includes('__proto__');

describe('JsonItems', () => {
  it('gives elements and members in their order', () => {
    expect(read('{"entityType":"USERS", "profiles" : [{"a":[1,"]}"]}, 2 ,null ,"x\\""],"n":-1.5e3}')).toEqual([
      { kind: 'member', name: 'entityType', value: 'USERS', bytes: 7 },
      { kind: 'element', name: 'profiles', value: { a: [1, ']}'] }, bytes: 14 },
      { kind: 'element', name: 'profiles', value: 2, bytes: 1 },
      { kind: 'element', name: 'profiles', value: null, bytes: 4 },
      { kind: 'element', name: 'profiles', value: 'x"', bytes: 5 },
      { kind: 'member', name: 'n', value: -1500, bytes: 6 },
    ]);
  });

  it('reads every object as JSON.parse does, however it is cut into chunks', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    const spacing = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(jsonObjects.filter(isPlain), cuts, spacing, (object, sizes, space) => {
        const arrays = Object.keys(object).filter((name) => Array.isArray(object[name]));
        const parsed: unknown = JSON.parse(JSON.stringify(object));
        expect(assemble(read(JSON.stringify(object, null, space), sizes), arrays)).toEqual(parsed);
      }),
    );
  });

  it('takes a damaged text if and only if JSON.parse does', () => {
    fc.assert(
      fc.property(
        jsonObjects.filter(isPlain),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '[', '{', ':', '0', ' ', '\\'),
        (object, at, by) => {
          const text = JSON.stringify(object);
          const damaged = text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1);
          let parsed: unknown;
          try {
            parsed = JSON.parse(damaged);
          } catch {
            parsed = undefined;
          }
          const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
          // Damage may make two names alike, which JSON.parse takes.
          const isTwice = isObject && countNames(damaged) > countNames(JSON.stringify(parsed));
          if (!isTwice) expect(code(damaged) === 'taken').toBe(isObject);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['two objects', '{}{}'],
    ['a comma at the end of an array', '{"a":[1,]}'],
    ['a comma at the end of an object', '{"a":1,}'],
    ['a missing end', '{"a":[1'],
    ['a number with a letter in it', '{"a":[12x]}'],
    ['a name twice', '{"a":[],"a":[]}'],
    ['__proto__ as a name', '{"__proto__":1}'],
    ['__proto__ in an element', '{"a":[{"\\u005f_proto__":1}]}'],
    ['what is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('refuses %s', (_what, text) => {
    expect(code(text)).toBe('malformedBody');
  });

  it('refuses an element that does not end', () => {
    expect(code(`{"a":["${'x'.repeat(1024 * 1024)}"]}`)).toBe('payloadTooLarge');
  });

  it.each([
    ['many members', `{${Array.from({ length: 20_000 }, (_, index) => `"${index}":0`).join()}}`],
    ['a long member', `{"a":"${'x'.repeat(64 * 1024)}"}`],
    ['a long name', `{"${'x'.repeat(64 * 1024)}":[]}`],
  ])('refuses %s, which would have to be kept', (_what, text) => {
    expect(code(text)).toBe('payloadTooLarge');
  });

  it('takes many elements of any array: nothing of them is kept', () => {
    expect(code(`{"a":[${'"x",'.repeat(50_000)}0]}`)).toBe('taken');
  });
});
