// Long: one method for each kind of card that packs of tests are made of; apart, none of them would be easier to read.
import { CardBuilder, type CardSpec } from './card-builder.ts';
import type { CardHead, Draft, DraftValue } from './card-json.ts';
import {
  type Field,
  type Fields,
  type FieldValue,
  field,
  isRef,
  item,
  type Json,
  type Ref,
  type TypeText,
  toField,
} from './field.ts';
import { type IdStyle, shortId, uuidOf } from './ids.ts';

/** Left operand, operator, right operand: `[ref, '==', 50]`, `[ref, 'is empty']`. */
export type Condition = readonly [left: FieldValue, operator: string, right?: FieldValue];

/** What a branch of an If/Else hands to its Join, or a block to the card around it. */
export type Results = Fields;
type Body = (scope: ScopeBuilder) => Results | undefined;

export interface FlowRef {
  readonly id: string;
  readonly name: string;
}

export interface TableRef {
  readonly id: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** What all scopes of a flow share. */
export interface FlowContext {
  readonly style: IdStyle;
  readonly flow: string;
  readonly connections: ReadonlyMap<string, string>;
  readonly counters: Map<string, number>;
}

export interface Iteration {
  readonly concurrency?: number;
  /** Type of the list that Map gives; it decides what its elements are (workflows-format 5.5). Default `object[]`. */
  readonly type?: TypeText;
  /** Start of Reduce. */
  readonly memo?: FieldValue;
  readonly title?: string;
  readonly id?: string;
}

/** A flow, or a block inside a card: cards come one after the other in the order they are added. */
export class ScopeBuilder {
  readonly context: FlowContext;
  readonly path: string;
  readonly start: CardBuilder;
  private readonly outer: CardBuilder | null;
  private readonly cards: CardBuilder[] = [];
  private readonly edges: [string, string][] = [];
  private readonly expands = new Map<string, CardBuilder>();
  private readonly wormholes = new Map<string, Ref>();
  private tail: string;
  /** Cards of the branches around the next card, outermost first; an If/Else orders them before its Join. */
  private regions: readonly string[][] = [];

  constructor(context: FlowContext, path: string, outer: CardBuilder | null, startName: string, startTitle?: string) {
    this.context = context;
    this.path = path;
    this.outer = outer;
    this.start = new CardBuilder(this, startName, startTitle === undefined ? {} : { title: startTitle });
    this.cards.push(this.start);
    this.tail = this.start.id;
  }

  get style(): IdStyle {
    return this.context.style;
  }

  /** A parameter of the flow, declared when the flow was begun. */
  arg(key: string, group: string | null = null): Ref {
    return group === null ? this.start.out(key) : this.start.outOf(group, key);
  }

  /** What the engine supplies: `execution_id`, `execution_time`, `index`, `error`, `parent`. */
  ctx(
    key: string,
    type: TypeText = key === 'error' || key === 'parent' ? 'object' : key === 'index' ? 'number' : 'string',
  ): Ref {
    return this.start.outOf('context', key, type);
  }

  /** Adds any card: `card('list:at', {in: {list: ref, index: 0}})`. */
  card(name: string, spec: CardSpec = {}): CardBuilder {
    const card = new CardBuilder(this, name, spec);
    this.append(card);
    return card;
  }

  comment(text: string, title = ''): CardBuilder {
    const card = this.card('control:comment');
    card.model.comments = { title, markdown: text };
    return card;
  }

  /** Computes with `string:compose`: a text with `{{name}}` for each of the values. */
  compose(text: string, values: Fields = {}, title?: string): Ref {
    const ids = new Map(Object.keys(values).map((name) => [name, shortId(this.style, name, this.path, text)]));
    const template = text.replace(/\{\{([^{}]+)\}\}/g, (_all, name: string) => `{{{${ids.get(name) ?? name}}}}`);
    const custom = Object.fromEntries(Object.entries(values).map(([name, value]) => [ids.get(name) ?? name, value]));
    return this.card('string:compose', {
      in: { _text_: template },
      custom,
      ...(title === undefined ? {} : { title }),
    }).out('output');
  }

  /** Builds an object of the given fields. */
  construct(fields: Fields, title?: string): Ref {
    return this.card('object:construct', { custom: fields, ...(title === undefined ? {} : { title }) }).out(
      'output',
      'object',
    );
  }

  /** Assign: its outputs have the keys of its inputs. */
  assign(fields: Fields, title?: string): CardBuilder {
    const card = this.card('control:let', { custom: fields, ...(title === undefined ? {} : { title }) });
    for (const [key, value] of Object.entries(fields)) card.addOutput(null, key, typeOf(value));
    return card;
  }

  return(fields: Fields = {}): CardBuilder {
    const card = this.card('control:return', { custom: fields });
    for (const [key, value] of Object.entries(fields)) card.addOutput(null, key, typeOf(value));
    return card;
  }

  continueIf(condition: Condition, message = ''): CardBuilder {
    return this.card('control:continueIf', { in: operands(condition), groups: { otherwise: { message } } });
  }

  throwIf(condition: Condition, message: FieldValue, statusCode = 400): CardBuilder {
    return this.card('control:throwIf', { in: { ...operands(condition), message, statusCode } });
  }

  wait(delay: number, unit: 'second' | 'minute' | 'hour' | 'day'): CardBuilder {
    return this.card('control:wait', { in: { delay, unit } });
  }

  /** Call Flow; read its results with `.out(key)`. */
  call(flow: FlowRef, args: Fields = {}, spec: CardSpec = {}): CardBuilder {
    return this.card('control:spawn', {
      timeout: 300_000,
      ...spec,
      in: { flo: field('flo', flow.id, { required: true }) },
      custom: args,
    });
  }

  /** Call Flow Async. */
  callAsync(flow: FlowRef, args: Fields = {}): CardBuilder {
    return this.card('control:run', { in: { flo: field('flo', flow.id, { required: true }) }, custom: args });
  }

  /** Repeat. */
  times(count: FieldValue, flow: FlowRef, args: Fields = {}, concurrency = 1): CardBuilder {
    const custom = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, asArgument(value)]));
    return this.card('control:times', {
      in: { count, flo: field('flo', flow.id, { required: true }), concurrency },
      custom,
      timeout: 300_000,
    });
  }

  each(list: FieldValue, flow: FlowRef, args: Fields = {}, how: Iteration = {}): CardBuilder {
    return this.iterate('list:each', list, flow, args, how);
  }

  asyncEach(list: FieldValue, flow: FlowRef, args: Fields = {}, how: Iteration = {}): CardBuilder {
    return this.iterate('list:asyncEach', list, flow, args, how);
  }

  map(list: FieldValue, flow: FlowRef, args: Fields = {}, how: Iteration = {}): Ref {
    return this.iterate('list:map', list, flow, args, how).out('new list', how.type ?? 'object[]');
  }

  filter(list: FieldValue, flow: FlowRef, args: Fields = {}, how: Iteration = {}): Ref {
    return this.iterate('list:filter', list, flow, args, how).out('list', 'object[]');
  }

  reduce(list: FieldValue, flow: FlowRef, args: Fields = {}, how: Iteration = {}): Ref {
    return this.iterate('list:reduce', list, flow, args, how).out('item', how.type ?? 'object');
  }

  /**
   * A card that calls a helper for each item. Arguments are `item()`, `item('path')` or `fixed(value)`; outputs and plain values
   * are fixed; without any argument the helper gets the item as `item`.
   */
  iterate(name: string, list: FieldValue, flow: FlowRef, args: Fields, how: Iteration): CardBuilder {
    const given = Object.keys(args).length === 0 ? { item: item() } : args;
    const custom = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, asArgument(value)]));
    const source = name === 'object:map' ? { object: list } : { list };
    return this.card(name, {
      ...(how.title === undefined ? {} : { title: how.title }),
      ...(how.id === undefined ? {} : { id: how.id }),
      in: {
        ...source,
        ...(how.memo === undefined ? {} : { memo: how.memo }),
        flo: field('flo', flow.id, { required: true }),
        ...(name === 'list:reduce' ? {} : { concurrency: field('number', how.concurrency ?? 1, { required: true }) }),
      },
      custom,
      timeout: 300_000,
    });
  }

  /** If/Else: both bodies add their cards to this scope and may give values, which `.out(key)` of the Join it returns has. */
  ifElse(condition: Condition, whenTrue: Body = () => ({}), whenFalse: Body = () => ({})): CardBuilder {
    const card = this.card('control:if', { in: operands(condition), out: { result: 'boolean' } });
    const sides = [whenTrue, whenFalse].map((body) => this.branchOf(body));
    const join = new CardBuilder(this, 'control:join', {});
    card.json.branches = Object.fromEntries(sides.map((side, at) => [side.head.id, at === 0]));
    const joins: Draft = {};
    for (const { results } of sides) {
      for (const [key, value] of Object.entries(results)) {
        const inputId = join.input(null, key, toField(value), false);
        joins[inputId] = [{ output: join.out(key, typeOf(value)).output, transform: null }];
      }
    }
    join.json.joins = joins;
    for (const { cards } of sides) for (const id of cards) this.edges.push([id, join.id]);
    this.cards.push(join);
    this.tail = join.id;
    this.regions.at(-1)?.push(join.id);
    return join;
  }

  private branchOf(body: Body): {
    readonly head: CardBuilder;
    readonly results: Fields;
    readonly cards: readonly string[];
  } {
    const around = this.regions;
    const head = new CardBuilder(this, 'control:noop', {});
    this.cards.push(head);
    this.tail = head.id;
    const cards: string[] = [head.id];
    this.regions = [...around, cards];
    const given = body(this) ?? {};
    // The Join tells branches apart by the cards that feed it, so what comes from elsewhere goes through an Assign.
    const isOwn = (value: FieldValue): boolean => isRef(value) && value.scope === this && cards.includes(value.card);
    const others = Object.entries(given).filter(([, value]) => !isOwn(value));
    const assigned = others.length === 0 ? null : this.assign(Object.fromEntries(others));
    const results = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key,
        isOwn(value) || assigned === null ? value : assigned.out(key, typeOf(value)),
      ]),
    );
    this.regions = around;
    return { head, results, cards };
  }

  /** If Error: two blocks. What they give are outputs of the card. Values of this scope may be used inside. */
  tryCatch(body: Body, handler: Body): CardBuilder {
    const card = new CardBuilder(this, 'control:tryCatch', {});
    const tried = this.block(card, 'try', body);
    const inputId = card.input(null, 'flo', field('flo', null, { required: true }), false);
    card.setLiteral(inputId, tried.json);
    const handled = this.block(card, 'handler', handler);
    card.model.policy = { error: { type: 'handler', merge: 'join', flo: handled.json } };
    for (const [key, type] of [...tried.results, ...handled.results]) card.out(key, type);
    this.append(card);
    return card;
  }

  /** If/ElseIf: a block for each condition and one for none. */
  branch(cases: readonly (readonly [Condition, Body])[], otherwise: Body): CardBuilder {
    const card = new CardBuilder(this, 'control:branch', {});
    for (const [at, [condition, body]] of cases.entries()) {
      const group = at === 0 ? 'if' : shortId(this.style, `elseif${at}`, this.path, card.id);
      for (const [key, value] of Object.entries(operands(condition))) card.input(group, key, toField(value), false);
      this.branchBlock(card, group, body);
    }
    this.branchBlock(card, 'else', otherwise);
    renumberConditions(card);
    this.append(card);
    return card;
  }

  private branchBlock(card: CardBuilder, group: string, body: Body): void {
    const { json, results } = this.block(card, group, body);
    card.setLiteral(card.input(group, 'flo', field('flo', null, { required: true }), false), json);
    card.input(group, 'inputs', field('object', {}), false);
    for (const [key, type] of results) card.out(key, type);
  }

  /** The loop of an event flow: an inline block for each event of `collection`. Fields are those of group `Output`. */
  eventLoop(list: Ref, title: string, fields: Readonly<Record<string, TypeText>>, body: Body): CardBuilder {
    const card = new CardBuilder(this, 'list:asyncEach', { in: { list, concurrency: 1 } });
    const inputId = card.input(null, 'flo', field('flo', null, { required: true }), false);
    const { json } = this.block(card, 'event', body, title, fields);
    card.setLiteral(inputId, json);
    this.append(card);
    return card;
  }

  private block(
    card: CardBuilder,
    name: string,
    body: Body,
    title?: string,
    fields: Readonly<Record<string, TypeText>> = {},
  ): { readonly json: Draft; readonly results: readonly (readonly [string, TypeText])[] } {
    const inner = new ScopeBuilder(this.context, `${this.path}/${card.id}/${name}`, card, 'control:callable', title);
    if (name === 'handler') inner.ctx('error');
    for (const [key, type] of Object.entries(fields)) inner.start.outOf('Output', key, type);
    const results = body(inner) ?? {};
    if (title === undefined) inner.return(results);
    const id = uuidOf('block', inner.path);
    const json: Draft = {
      id,
      uuid: id,
      ...inner.toJson(),
      security_level: null,
      log: false,
      inheritLog: false,
      group: null,
      templateName: null,
      connector_method_meta: { inputs: {}, outputs: {}, options: {} },
      monitor_flo: false,
    };
    return { json, results: Object.entries(results).map(([key, value]) => [key, typeOf(value)] as const) };
  }

  /** Search Rows. Terms are `[column, operator, value, 'AND' | 'OR']`; a value may be an output. */
  search(
    table: TableRef,
    terms: readonly (readonly [column: string, op: string, value: Json | Ref, join?: 'AND' | 'OR'])[] = [],
    how: {
      readonly all?: boolean;
      readonly sort?: string;
      readonly direction?: 'asc' | 'desc';
      readonly limit?: FieldValue;
      readonly offset?: FieldValue;
    } = {},
  ): CardBuilder {
    const dynamic: Record<string, FieldValue> = {};
    const expr = terms.map(([lhs, op, value, join = 'AND']): Json => {
      if (!isRef(value)) return { lhs, op, rhs: value, join };
      const local = this.localize(value);
      dynamic[local.output] = local;
      return { lhs, op, rhd: { methodId: local.card, outputId: local.output }, join };
    });
    return this.card('stash:searchRows2', {
      groups: {
        Filter: { 'Where Expression': expr.length === 0 ? {} : { expr } },
        Sort: {
          Column: how.sort ?? '',
          Direction: field('string', how.direction ?? 'asc', { required: true }),
          Limit: how.limit ?? 0,
          Offset: how.offset ?? 0,
        },
        _expr: dynamic,
      },
      options: { stash: table.id, resultSet: how.all === true ? 'all-new' : 'one' },
    });
  }

  createRow(table: TableRef, fields: Fields): CardBuilder {
    return this.card('stash:createRow', { groups: { Fields: fields }, options: { stash: table.id } });
  }

  updateRow(table: TableRef, rowId: FieldValue, fields: Fields): CardBuilder {
    return this.card('stash:updateRow', {
      groups: { 'Update By': { 'Row ID': rowId }, Fields: fields },
      options: { stash: table.id, updateEmptyInputs: 'No' },
    });
  }

  /** The hidden extractor of one field of an output. */
  expand(producer: CardBuilder, output: string, type: TypeText, path: readonly string[], inner: TypeText): Ref {
    const source = producer.outById(output, type);
    const key = `${producer.id} ${output}`;
    let card = this.expands.get(key);
    if (card === undefined) {
      card = new CardBuilder(this, 'object:expand', { title: producer.id, in: { object: source } });
      this.expands.set(key, card);
      this.cards.push(card);
      this.edges.push([producer.id, card.id], [card.id, card.id]);
      // It runs where its producer does, also when it is read in a branch.
      this.regions.find((region) => region.includes(producer.id))?.push(card.id);
    }
    const group = shortId(this.style, path.join('.'), this.path, card.id);
    card.addOutput(group, 'key', 'string[]', { path: [...path] });
    return card.addOutput(group, 'value', inner, { path: [...path] });
  }

  /** Pins an output to an input; one of a scope around this one comes in by wormholes. */
  pin(source: Ref, card: CardBuilder, inputId: string): void {
    const local = this.localize(source);
    const from = this.cards.find((candidate) => candidate.id === local.card);
    if (from === undefined) throw new Error(`The card ${local.card} is not in the scope ${this.path}`);
    const pins = from.json.pins as Draft;
    pins[local.output] ??= {};
    const targets = pins[local.output] as Draft;
    targets[card.id] ??= [];
    (targets[card.id] as DraftValue[]).push({ input: inputId, transform: transformOf(local) });
    if (from.head.key === 'expand') this.edges.push([from.id, card.id]);
  }

  private localize(source: Ref): Ref {
    if (source.scope === this) return source;
    if (this.outer === null) throw new Error(`A value of another flow is used in ${this.path}; pass it as an argument`);
    const name = `${source.card} ${source.output}`;
    const known = this.wormholes.get(name) ?? this.dig(source, this.outer);
    this.wormholes.set(name, known);
    return { ...known, convert: source.convert, wrap: source.wrap };
  }

  private dig(source: Ref, outer: CardBuilder): Ref {
    const key = shortId(this.style, `hole${this.wormholes.size + 1}.${this.start.id}`, this.path);
    const plain: Ref = { ...source, convert: null, wrap: false };
    outer.input('context', key, { ...toField(plain) }, false, { forceHide: true, wormholeMethodId: this.start.id });
    return this.start.addOutput('context', key, source.type, {
      forceHide: true,
      wormholeMethodId: outer.id,
      custom: false,
    });
  }

  private append(card: CardBuilder): void {
    this.cards.push(card);
    this.edges.push([this.tail, card.id]);
    this.tail = card.id;
    // Control leaves an If/Else through its branches alone.
    if (card.head.key !== 'if') this.regions.at(-1)?.push(card.id);
  }

  nextCardId(key: string): string {
    const next = (this.context.counters.get(key) ?? 0) + 1;
    this.context.counters.set(key, next);
    return shortId(this.style, `${key}${next}`, this.context.flow);
  }

  connectionOf(head: CardHead): string | null {
    return head.isKernel ? null : (this.context.connections.get(head.module) ?? null);
  }

  /** What the cards are, in the order of the file. */
  heads(): readonly CardHead[] {
    return this.cards.map((card) => card.head);
  }

  /** What a flow and a block have in common. */
  toJson(): Draft {
    mirrorStart(this.start);
    const edges = this.edges.map(
      ([from, to], at) => [shortId(this.style, `edge${at + 1}`, this.path), [from, to]] as const,
    );
    return {
      tree: { id: 2, name: 'empty', description: '' },
      model: {},
      methods: this.cards.map((card) => card.json),
      orderings: Object.fromEntries(edges.map(([id, edge]) => [id, [...edge]])),
    };
  }
}

/** A start card has an input for each of its outputs. */
function mirrorStart(start: CardBuilder): void {
  for (const output of Object.values(start.side('outputs'))) {
    const { group, key, value, metadata } = output as Draft;
    const { type, collection } = value as Draft;
    const id = `${String((output as Draft).id)}i`;
    start.side('inputs')[id] = {
      id,
      group: group ?? null,
      key: key ?? '',
      value: {
        type: type ?? 'string',
        collection: collection ?? false,
        data: collection === true ? [] : null,
        available: [],
      },
      required: false,
      ref: collection ?? false,
      metadata: metadata ?? {},
      flags: 'd',
    };
  }
}

/** Conditions are told apart by the index of their left operand: 0, 5, 10 …. */
function renumberConditions(card: CardBuilder): void {
  const inputs = Object.values(card.side('inputs')) as Draft[];
  const own = inputs.filter((input) => input.group !== 'context');
  for (const [at, input] of own.entries()) (input.metadata as Draft).index = at;
}

function operands([left, operator, right]: Condition): Fields {
  return {
    'left-operand': left,
    operator: field('string', operator, { required: true }),
    'right-operand': right ?? field(typeOf(left), typeOf(left) === 'string' ? '' : null),
  };
}

function asArgument(value: FieldValue): Field {
  const given = toField(value);
  return given.proxy === null ? { ...given, proxy: { dynamic: false, path: null } } : given;
}

function typeOf(value: FieldValue): TypeText {
  const { type, value: inner } = toField(value);
  if (type !== null) return type;
  if (isRef(inner)) return inner.type;
  if (Array.isArray(inner)) return 'object[]';
  if (typeof inner === 'object' && inner !== null) return 'object';
  return inner === null ? 'string' : typeof inner;
}

function transformOf({ output, convert, wrap }: Ref): DraftValue {
  if (convert === null && !wrap) return null;
  return { [output]: { convert, forceWrapArray: wrap, dest: output } };
}
