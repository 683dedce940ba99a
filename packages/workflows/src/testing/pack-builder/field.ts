export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

export type Convert =
  | 'parse'
  | 'stringify'
  | 'toString'
  | 'booleanToString'
  | 'parseFloat'
  | 'dateTime'
  | 'isoString'
  | 'wrapArray';

/** A declared type: `string`, `number[]`, `Date`, `object`, or the fields of an object: `{id,name}`, `{id}[]`. */
export type TypeText = string;

/** An output of a card, to pin to inputs of later cards of its scope, or of any block inside it (a wormhole is made). */
export interface Ref {
  readonly ref: 'output';
  readonly scope: object;
  readonly card: string;
  readonly output: string;
  readonly type: TypeText;
  readonly convert: Convert | null;
  readonly wrap: boolean;
  /** The same with a conversion on the pin. */
  as(convert: Convert): Ref;
  /** The same, wrapped as a list after converting (`forceWrapArray`). */
  wrapped(): Ref;
  /** A field inside the object, by a hidden `object:expand` card. */
  at(path: string | readonly string[], type?: TypeText): Ref;
}

/** A value of an input with more said about it than a literal or an output tells. */
export interface Field {
  readonly ref: 'field';
  readonly type: TypeText | null;
  readonly value: Json | Ref;
  readonly proxy: { readonly dynamic: boolean; readonly path: string | null } | null;
  readonly required: boolean;
  readonly custom: boolean | null;
}

export type FieldValue = Json | Ref | Field;
export type Fields = Readonly<Record<string, FieldValue>>;

/** An input of a declared type: `field('number', '50')`. */
export function field(
  type: TypeText,
  value: Json | Ref,
  more: { readonly required?: boolean; readonly custom?: boolean } = {},
): Field {
  return { ref: 'field', type, value, proxy: null, required: more.required ?? false, custom: more.custom ?? null };
}

/** The item of the list, or a path of it, as an argument of an iterating card. `stalePin` is what such inputs sometimes keep. */
export function item(path = '', more: { readonly type?: TypeText; readonly stalePin?: Ref } = {}): Field {
  const type = more.type ?? (path === '' ? 'object' : 'string');
  return {
    ref: 'field',
    type,
    value: more.stalePin ?? null,
    proxy: { dynamic: true, path },
    required: false,
    custom: null,
  };
}

/** The same argument for each item. */
export function fixed(value: Json | Ref, type?: TypeText): Field {
  return {
    ref: 'field',
    type: type ?? null,
    value,
    proxy: { dynamic: false, path: null },
    required: false,
    custom: null,
  };
}

export function isRef(value: FieldValue): value is Ref {
  return typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'output';
}

export function toField(value: FieldValue): Field {
  if (typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'field') return value as Field;
  return { ref: 'field', type: null, value: value as Json | Ref, proxy: null, required: false, custom: null };
}

/** What `value.type` and `value.collection` say of a type. */
export function declared(type: TypeText): { readonly type: Json; readonly collection: boolean } {
  const collection = type.endsWith('[]');
  const one = collection ? type.slice(0, -2) : type;
  if (!one.startsWith('{')) return { type: one, collection };
  const names = one
    .slice(1, -1)
    .split(',')
    .filter((name) => name !== '');
  return { type: Object.fromEntries(names.map((name) => [name, { type: 'string', collection: false }])), collection };
}

/** The type of a literal. */
export function typeOfLiteral(value: Json): TypeText {
  if (Array.isArray(value)) return value.length === 0 ? 'object[]' : `${typeOfLiteral(value[0] as Json)}[]`;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' && value !== null ? 'object' : 'string';
}

/** The type of what a conversion gives. */
export function typeAfter(type: TypeText, convert: Convert): TypeText {
  switch (convert) {
    case 'parse':
      return 'object';
    case 'parseFloat':
      return 'number';
    case 'dateTime':
      return 'Date';
    case 'wrapArray':
      return `${type}[]`;
    case 'stringify':
    case 'toString':
    case 'booleanToString':
    case 'isoString':
      return 'string';
  }
}
