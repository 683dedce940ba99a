import { type CardHead, cardJson, type Draft, type DraftValue, headOf } from './card-json.ts';
import {
  type Convert,
  declared,
  type Field,
  type Fields,
  isRef,
  type Json,
  type Ref,
  type TypeText,
  toField,
  typeAfter,
  typeOfLiteral,
} from './field.ts';
import { shortId } from './ids.ts';
import type { ScopeBuilder } from './scope-builder.ts';

export interface CardSpec {
  /** Default: the function with a number, `map1`. */
  readonly id?: string;
  readonly title?: string;
  /** Inputs without a group that belong to the card. */
  readonly in?: Fields;
  /** Inputs without a group that the author added. */
  readonly custom?: Fields;
  /** Inputs of groups: `{Request: {URL: 'https://…'}}`. */
  readonly groups?: Readonly<Record<string, Fields>>;
  /** Inputs of groups that the author added. */
  readonly customGroups?: Readonly<Record<string, Fields>>;
  /** Options, group `parameters`. */
  readonly options?: Readonly<Record<string, Json>>;
  /** Outputs that are there although nobody asked for them with `out`: key to type. */
  readonly out?: Readonly<Record<string, TypeText>>;
  /** Key of a connection; default: that of `pack.connection` for this connector, if there is one. */
  readonly connection?: string | null;
  readonly timeout?: number;
  /** Written over `policy.error`: `{type: 'flo', flo: id, retry: 3, delay: 1000}`. */
  readonly onError?: { readonly [key: string]: Json };
}

/** A card under construction. */
export class CardBuilder {
  readonly json: Draft;
  readonly id: string;
  readonly scope: ScopeBuilder;
  readonly head: CardHead;
  private readonly fieldIds = new Map<string, string>();
  private readonly types = new Map<string, TypeText>();
  private readonly counts = new Map<string, number>();

  constructor(scope: ScopeBuilder, name: string, spec: CardSpec) {
    this.scope = scope;
    this.head = headOf(name);
    this.id = spec.id ?? scope.nextCardId(this.head.key);
    this.json = cardJson(
      this.id,
      this.head,
      spec.title ?? this.head.title,
      spec.timeout ?? (this.head.isKernel ? 90_000 : 30_000),
    );
    this.model.config = spec.connection === undefined ? scope.connectionOf(this.head) : spec.connection;
    if (spec.onError !== undefined) this.model.policy = { error: { ...spec.onError } };
    this.fill(spec);
  }

  get model(): Draft {
    return (this.json.node as Draft).model as Draft;
  }

  private fill(spec: CardSpec): void {
    for (const [key, value] of Object.entries(spec.in ?? {})) this.input(null, key, toField(value), false);
    for (const [key, value] of Object.entries(spec.custom ?? {})) this.input(null, key, toField(value), true);
    for (const [custom, groups] of [
      [false, spec.groups],
      [true, spec.customGroups],
    ] as const) {
      for (const [group, fields] of Object.entries(groups ?? {})) {
        for (const [key, value] of Object.entries(fields)) this.input(group, key, toField(value), custom);
      }
    }
    for (const [key, value] of Object.entries(spec.options ?? {})) this.option(key, value);
    for (const [key, type] of Object.entries(spec.out ?? {})) this.out(key, type);
  }

  /** The output without a group of this key; made if there is none yet. */
  out(key: string, type?: TypeText): Ref {
    return this.output(null, key, type, false);
  }

  /** The output of a group. */
  outOf(group: string, key: string, type?: TypeText): Ref {
    return this.output(group, key, type, false);
  }

  /** Makes an output that the author added. */
  addOutput(group: string | null, key: string, type: TypeText, metadata: Draft = {}): Ref {
    return this.output(group, key, type, true, metadata);
  }

  private output(
    group: string | null,
    key: string,
    type: TypeText | undefined,
    custom: boolean,
    metadata: Draft = {},
  ): Ref {
    const name = JSON.stringify(['out', group, key]);
    const known = this.fieldIds.get(name);
    if (known !== undefined) return this.refTo(known, type ?? this.types.get(known) ?? 'string');
    const id = this.fieldId(`${group === null ? '' : `${group}.`}${key}>`, name);
    const shown = type ?? 'string';
    this.types.set(id, shown);
    const what = declared(shown);
    this.side('outputs')[id] = {
      id,
      group,
      key,
      value: { error: false, type: what.type, collection: what.collection, data: null, available: [] },
      ref: what.collection,
      metadata: { index: this.nextIndex('out', group), ...(custom ? { custom: true } : {}), ...metadata },
    };
    return this.refTo(id, shown);
  }

  /** An output by its id. */
  outById(output: string, type: TypeText): Ref {
    return this.refTo(output, type);
  }

  private refTo(output: string, type: TypeText): Ref {
    return makeRef(this, output, type, null, false);
  }

  /** Adds an input, or pins one more output to it if it is there. */
  input(group: string | null, key: string, field: Field, custom: boolean, metadata: Draft = {}): string {
    const name = JSON.stringify(['in', group, key]);
    const type = field.type ?? (isRef(field.value) ? field.value.type : typeOfLiteral(field.value));
    const known = this.fieldIds.get(name);
    const id = known ?? this.fieldId(`${group === null ? '' : `${group}.`}${key}`, name);
    if (known === undefined) {
      const what = declared(type);
      const literal: Json = isRef(field.value) ? emptyOf(what.type, what.collection) : field.value;
      this.side('inputs')[id] = {
        id,
        group,
        key,
        value: {
          error: false,
          proxy: proxyJson(field, group, key),
          check: false,
          ...what,
          data: literal,
          available: [],
        },
        required: field.required,
        ref: what.collection,
        metadata: {
          index: this.nextIndex('in', group),
          ...((field.custom ?? custom) ? { custom: true } : {}),
          ...metadata,
        },
        flags: 'd',
      };
    }
    if (isRef(field.value)) this.scope.pin(field.value, this, id);
    return id;
  }

  private option(key: string, value: Json): void {
    const name = JSON.stringify(['in', 'parameters', key]);
    const id = this.fieldId(`parameters.${key}`, name);
    const index = this.nextIndex('in', 'parameters');
    this.side('inputs')[id] = {
      id,
      group: 'parameters',
      key,
      value: {
        error: false,
        proxy: false,
        check: false,
        type: 'string',
        collection: false,
        data: value,
        available: [],
      },
      required: false,
      ref: false,
      metadata: { ordering: index, index },
      flags: 'p',
    };
  }

  /** Puts a value into `inputs.data[…].value.data` of an input: blocks are written so. */
  setLiteral(inputId: string, value: DraftValue): void {
    ((this.side('inputs')[inputId] as Draft).value as Draft).data = value;
  }

  side(side: 'inputs' | 'outputs'): Draft {
    return (this.model[side] as Draft).data as Draft;
  }

  private fieldId(readable: string, name: string): string {
    const id = shortId(this.scope.style, `${this.id}.${readable}`, this.scope.path, this.id);
    this.fieldIds.set(name, id);
    return id;
  }

  private nextIndex(side: 'in' | 'out', group: string | null): number {
    const name = `${side} ${group ?? ''}`;
    const index = this.counts.get(name) ?? 0;
    this.counts.set(name, index + 1);
    return index;
  }
}

function makeRef(card: CardBuilder, output: string, type: TypeText, convert: Convert | null, wrap: boolean): Ref {
  return {
    ref: 'output',
    scope: card.scope,
    card: card.id,
    output,
    type,
    convert,
    wrap,
    as: (next) => makeRef(card, output, typeAfter(type, next), next, wrap),
    wrapped: () => makeRef(card, output, type.endsWith('[]') ? type : `${type}[]`, convert, true),
    at: (path, inner = 'string') =>
      card.scope.expand(card, output, type, typeof path === 'string' ? [path] : path, inner),
  };
}

function proxyJson(field: Field, group: string | null, key: string): DraftValue {
  return field.proxy === null ? false : { ...field.proxy, dest: { key, group } };
}

/** What an export holds where a pin gives the value. */
function emptyOf(type: Json, isList: boolean): Json {
  if (isList) return [];
  if (type === 'number') return 0;
  if (type === 'boolean') return false;
  if (type === 'Date' || type === '*' || type === 'flo') return null;
  return type === 'string' ? '' : {};
}
