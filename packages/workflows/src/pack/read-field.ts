import type { Value } from '../values/value.ts';
import type { DeclaredType, PackField, PackInput, PackOutput, PackScope } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { isJsonObject, type JsonObject, own, type Reading } from './reading.ts';

/** Reads the block that an input of type `flo` holds. */
export type ReadBlock = (block: JsonObject, place: Place) => PackScope;

const TYPES: ReadonlySet<string> = new Set<DeclaredType>([
  'string',
  'number',
  'boolean',
  'Date',
  'object',
  'file',
  'flo',
  'folder',
  '*',
]);

/** The inputs of a card in evaluation order (workflows-format 3.2). */
export function readInputs(
  reading: Reading,
  data: JsonObject,
  card: Place,
  readBlock: ReadBlock,
): readonly PackInput[] {
  return readFields(reading, data, card, 'input', (field, raw, value, place) => {
    const literal = own(value, 'data') ?? null;
    const block = field.type === 'flo' && isJsonObject(literal) && own(literal, 'methods') !== undefined;
    checkList(reading, field, literal, place);
    return {
      ...field,
      required: own(raw, 'required') === true,
      isOption: own(raw, 'flags') === 'p' || field.group === 'parameters',
      // What JSON.parse gives is plain data, with keys such as `__proto__` as own keys.
      literal: block ? null : (literal as Value),
      proxy: readProxy(reading, own(value, 'proxy'), place),
      block: block ? readBlock(literal, within(card, 'block', blockName(field))) : null,
      wormholeOf: readWormhole(reading, raw, place),
    };
  });
}

/** The outputs of a card in the order of display. */
export function readOutputs(reading: Reading, data: JsonObject, card: Place): readonly PackOutput[] {
  return readFields(reading, data, card, 'output', (field, raw, _value, place) => ({
    ...field,
    wormholeOf: readWormhole(reading, raw, place),
    path: readPath(metadataOf(raw)),
  }));
}

type Build<T> = (field: PackField, raw: JsonObject, value: JsonObject, place: Place) => T;

function readFields<T extends PackField>(
  reading: Reading,
  data: JsonObject,
  card: Place,
  kind: 'input' | 'output',
  build: Build<T>,
): readonly T[] {
  const entries = Object.entries(data);
  reading.bound(entries.length, reading.limits.fieldsPerCard, `${kind}s of one card`, card);
  const fields: T[] = [];
  for (const [id, raw] of entries) {
    if (!reading.isId(id, card, `The id of an ${kind}`)) continue;
    const place = within(card, kind, fieldName(raw, id));
    if (!isJsonObject(raw)) {
      reading.refuse('object_expected', place, `An ${kind} must be an object, and is ${seen(raw)}`);
      continue;
    }
    checkOwnId(reading, raw, id, place);
    const value = reading.object(own(raw, 'value'), place, 'Its value');
    fields.push(build(readField(reading, raw, value, id, entries.length + fields.length, place), raw, value, place));
  }
  return fields.sort((a, b) => a.index - b.index);
}

function readField(
  reading: Reading,
  raw: JsonObject,
  value: JsonObject,
  id: string,
  fallbackIndex: number,
  place: Place,
): PackField {
  const metadata = metadataOf(raw);
  const group = reading.text(own(raw, 'group'), place, 'Its group');
  const type = own(value, 'type');
  return {
    id,
    group: group === '' ? null : group,
    key: reading.text(own(raw, 'key'), place, 'Its key'),
    type: readType(reading, type, place),
    isList: own(value, 'collection') === true,
    schema: isJsonObject(type) ? Object.keys(type) : null,
    isCustom: own(metadata, 'custom') === true,
    index: readIndex(metadata) ?? fallbackIndex,
  };
}

/** Options have `ordering`; what has neither comes last, in the order of the file. */
function readIndex(metadata: JsonObject): number | null {
  for (const key of ['ordering', 'index']) {
    const index = own(metadata, key);
    if (typeof index === 'number' && Number.isFinite(index)) return index;
  }
  return null;
}

function readType(reading: Reading, type: unknown, place: Place): DeclaredType {
  if (isJsonObject(type)) return 'object';
  // The set holds nothing but declared types.
  if (typeof type === 'string' && TYPES.has(type)) return type as DeclaredType;
  reading.warn('type_unknown', place, `Its type ${seen(type)} is unknown; values are passed on as they are`);
  return '*';
}

function checkOwnId(reading: Reading, raw: JsonObject, id: string, place: Place): void {
  const own_ = own(raw, 'id');
  if (own_ === undefined) reading.warn('id_missing', place, `It has no id of its own; its key ${seen(id)} is taken`);
  else if (own_ !== id)
    reading.refuse('id_differs', place, `Its id is ${seen(own_)}, and its key ${seen(id)}; they must be equal`);
}

function checkList(reading: Reading, field: PackField, literal: unknown, place: Place): void {
  if (!field.isList || literal === null || literal === '' || Array.isArray(literal)) return;
  reading.warn(
    'list_expected',
    place,
    `It is declared as a list, and its value is ${seen(literal)}; it is read as a list of one`,
  );
}

/** `false` for what is no argument of an iteration (workflows-format 5.5). */
function readProxy(reading: Reading, proxy: unknown, place: Place): PackInput['proxy'] {
  if (!isJsonObject(proxy)) return null;
  const path = own(proxy, 'path');
  return {
    dynamic: own(proxy, 'dynamic') === true,
    path: path === undefined || path === null ? null : reading.text(path, place, 'The path of its proxy'),
  };
}

function readWormhole(reading: Reading, raw: JsonObject, place: Place): string | null {
  const id = own(metadataOf(raw), 'wormholeMethodId');
  if (id === undefined || id === null) return null;
  return reading.isId(id, place, 'The id of the card on the other side') ? id : null;
}

function readPath(metadata: JsonObject): readonly string[] | null {
  const path = own(metadata, 'path');
  if (!Array.isArray(path)) return null;
  return path.map((step: unknown) => String(step));
}

function metadataOf(raw: JsonObject): JsonObject {
  const metadata = own(raw, 'metadata');
  return isJsonObject(metadata) ? metadata : {};
}

function fieldName(raw: unknown, id: string): string {
  if (!isJsonObject(raw)) return id;
  const key = own(raw, 'key');
  const group = own(raw, 'group');
  if (typeof key !== 'string') return id;
  return typeof group === 'string' && group !== '' ? `${group}.${key}` : key;
}

function blockName({ group, key }: PackField): string {
  return group === null ? key : `${group}.${key}`;
}
