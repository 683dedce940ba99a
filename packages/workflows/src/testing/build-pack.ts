/**
 * Makes flow packs for tests, in the whole format of an export, out of few words:
 *
 * ```ts
 * const built = buildPack((pack) => {
 *   pack.connection('okta');                                   // cards of okta use it
 *   const people = pack.table('People', { id: 'str', active: 'bln' });
 *   const shape = pack.helper('Shape', { person: 'object' }, (f) => {
 *     const id = f.arg('person').at('id');                     // hidden object:expand card
 *     f.return({ externalId: id });
 *   });
 *   pack.scheduled('Import', '0 9 * * *', (f) => {
 *     const rows = f.search(people, [['active', '=', true]], { all: true }).outOf('Result', 'Rows', 'object[]');
 *     const users = f.map(rows, shape, { person: item() });    // item(), item('path'), fixed(value): proxies
 *     const session = f.card('okta:createAnImportSession', { options: { application: '0oa…' } });
 *     f.card('okta:bulkUserImport', {
 *       options: { application: '0oa…', importOperation: 'upsert' },
 *       groups: { Application: { sessionId: session.outOf('Session', 'id') }, Data: { Users: users } },
 *     });
 *     const join = f.ifElse([rows, 'is empty'], (f) => ({ word: 'none' }), (f) => ({ word: f.compose('{{n}} rows', { n: 3 }) }));
 *     f.return({ word: join.out('word') });
 *   });
 * });
 * built.json    // plain objects, to be spoilt by tests of bad packs
 * built.text()  // the file
 * built.read()  // the Pack
 * built.flow('Import').id
 * ```
 *
 * - Cards are `module:function` (`list:at`) or `connector:action` (`httpfunctions:get`); `f.card(name, spec)` makes any of them;
 *   `in` are its own inputs, `custom` those an author adds, `groups` those of groups, `options` its options.
 * - A value is a literal, an output (`card.out('key', 'type')`, `card.outOf('Group', 'key', 'type')`, `f.arg('name')`,
 *   `f.ctx('index')`), or `field('number', value)` to declare a type. `ref.as('parse')` converts on the pin, `ref.wrapped()` wraps.
 * - Types are words: `string`, `number[]`, `Date`, `object[]`, `{id,name}[]`.
 * - Blocks: `f.tryCatch(body, handler)`, `f.branch([[condition, body]], otherwise)`, `f.eventLoop(...)`; values of the scopes around may be
 *   used inside, wormholes are made. A body gives `{key: value}`, which are outputs of the card.
 * - `pack.ref('Name')` is a flow that is written later, or the one being written (recursion).
 * - Ids are the same in every run: cards `map1`, inputs `map1.list`, outputs `map1.new list>`; flows have UUIDs.
 */
import type { ColumnType, Pack } from '../pack/pack.ts';
import { readPack } from '../pack/read-pack.ts';
import type { Draft } from './pack-builder/card-json.ts';
import type { TypeText } from './pack-builder/field.ts';
import { type IdStyle, uuidOf } from './pack-builder/ids.ts';
import { type FlowRef, ScopeBuilder, type TableRef } from './pack-builder/scope-builder.ts';

export { CardBuilder, type CardSpec } from './pack-builder/card-builder.ts';
export type { Draft } from './pack-builder/card-json.ts';
export {
  type Field,
  type Fields,
  type FieldValue,
  field,
  fixed,
  item,
  type Json,
  type Ref,
} from './pack-builder/field.ts';
export { type Condition, type FlowRef, ScopeBuilder, type TableRef } from './pack-builder/scope-builder.ts';

export interface BuiltPack {
  readonly json: Draft;
  text(): string;
  read(): Pack;
  flow(name: string): FlowRef;
  table(name: string): TableRef;
}

type Params = Readonly<Record<string, TypeText>>;
type Body = (flow: ScopeBuilder) => void;

export interface FlowOptions {
  readonly description?: string;
  readonly folder?: string;
  readonly savesData?: boolean;
}

export interface PackOptions {
  readonly version?: string;
  /** Instead of readable ids those that an export has. */
  readonly ids?: IdStyle;
  readonly created?: string;
  /** Packs of different names have different ids of flows, tables, connections and folders. */
  readonly name?: string;
}

export function buildPack(build: (pack: PackBuilder) => void, options: PackOptions = {}): BuiltPack {
  const builder = new PackBuilder(options.ids ?? 'readable', options.name ?? '');
  build(builder);
  const json = builder.toJson(options);
  return {
    json,
    text: () => JSON.stringify(json),
    read: () => readPack(JSON.stringify(json)),
    flow: (name) => builder.existing(name),
    table: (name) => builder.existingTable(name),
  };
}

export class PackBuilder {
  private readonly style: IdStyle;
  private readonly flows: Draft = {};
  private readonly tables: Draft = {};
  private readonly configs: Draft = {};
  private readonly groups: Draft = {};
  private readonly connections = new Map<string, string>();
  private readonly tableRefs = new Map<string, TableRef>();

  private readonly name: string;

  constructor(style: IdStyle, name: string) {
    this.style = style;
    this.name = name;
  }

  private uuid(...words: readonly string[]): string {
    return this.name === '' ? uuidOf(...words) : uuidOf(this.name, ...words);
  }

  /** A connection stub; cards of the connector made after it use it. Gives its id. */
  connection(connector: string, name = `My ${connector}`): string {
    const id = this.uuid('connection', connector, name);
    this.configs[id] = { id, name, module: connector, data: null };
    this.connections.set(connector, id);
    return id;
  }

  /** Gives the folder's id. */
  folder(name: string, parent = ''): string {
    const id = this.uuid('folder', parent, name);
    this.groups[id] = { id, data: { name, description: '', media_uri: '', path: parent } };
    return id;
  }

  table(
    name: string,
    columns: Readonly<Record<string, ColumnType>>,
    options: { readonly folder?: string; readonly description?: string } = {},
  ): TableRef {
    const id = this.uuid('table', name);
    const structure = Object.entries(columns).map(([column, type]) => ({ name: column, type, default: null }));
    this.tables[id] = {
      id,
      name,
      description: options.description ?? '',
      data: { class: 'simple', group_id: options.folder ?? null, structure },
    };
    const ref: TableRef = { id, columns };
    this.tableRefs.set(name, ref);
    return ref;
  }

  /** A flow by name, also one that is not written yet. */
  ref(name: string): FlowRef {
    return { id: this.uuid('flow', name), name };
  }

  helper(name: string, params: Params, body: Body, options: FlowOptions = {}): FlowRef {
    return this.add(name, 'control:callable', undefined, options, {}, (flow) => {
      for (const [key, type] of Object.entries(params)) flow.start.addOutput(null, key, type);
      body(flow);
    });
  }

  /** A schedule is five fields of cron. */
  scheduled(
    name: string,
    cron: string,
    body: Body,
    options: FlowOptions & { readonly timeZone?: string } = {},
  ): FlowRef {
    const [minutes = '', hours = '', dayOfTheMonth = '', month = '', dayOfTheWeek = ''] = cron.split(' ');
    const schedule = {
      seconds: '00',
      minutes,
      hours,
      dayOfTheMonth,
      month,
      dayOfTheWeek,
      startDate: '',
      endDate: '',
      recurrence: 0,
      timeZone: options.timeZone ?? 'UTC',
    };
    return this.add(
      name,
      'control:callable',
      'Scheduled Flow',
      options,
      { scheduled: true, cron: schedule },
      (flow) => {
        flow.ctx('execution_time');
        flow.ctx('execution_id');
        body(flow);
      },
    );
  }

  manual(name: string, body: Body, options: FlowOptions = {}): FlowRef {
    return this.add(name, 'control:noop', undefined, options, {}, body);
  }

  /** Read with `f.arg('name', 'body')`, `f.arg('id', 'query')`, `f.arg('body', 'raw')`. */
  endpoint(
    name: string,
    fields: {
      readonly security?: 'open' | 'medium';
      readonly body?: Params;
      readonly query?: Params;
      readonly headers?: Params;
    },
    body: Body,
    options: FlowOptions = {},
  ): FlowRef {
    return this.add(
      name,
      'http:accept',
      undefined,
      options,
      { security_level: fields.security ?? 'medium' },
      (flow) => {
        flow.start.outOf('raw', 'headers', 'object');
        flow.start.outOf('raw', 'body', 'string');
        flow.start.outOf('raw', 'query', 'string');
        for (const group of ['body', 'query', 'headers'] as const) {
          for (const [key, type] of Object.entries(fields[group] ?? {})) flow.start.addOutput(group, key, type);
        }
        body(flow);
      },
    );
  }

  delegated(name: string, inputs: Params, body: Body, options: FlowOptions = {}): FlowRef {
    return this.add(name, 'http:delegated', undefined, options, { security_level: 'high' }, (flow) => {
      flow.start.outOf('user context', 'okta-user-id');
      for (const [key, type] of Object.entries(inputs)) flow.start.addOutput('inputs', key, type);
      body(flow);
    });
  }

  /** An event flow as the designer makes it: the trigger, and a loop over its events; read fields with `f.arg('Okta User', 'Output')`. */
  event(name: string, trigger: string, fields: Params, body: Body, options: FlowOptions = {}): FlowRef {
    return this.add(name, trigger, undefined, options, {}, (flow) => {
      flow.start.model.webhook = true;
      const events = flow.start.out('collection', 'object[]');
      flow.ctx('execution_id');
      flow.eventLoop(events, flow.start.head.title, fields, (loop) => {
        body(loop);
        return undefined;
      });
    });
  }

  private add(
    name: string,
    start: string,
    title: string | undefined,
    options: FlowOptions,
    data: Draft,
    body: Body,
  ): FlowRef {
    const ref = this.ref(name);
    const context = {
      style: this.style,
      flow: name,
      connections: this.connections,
      counters: new Map<string, number>(),
    };
    const scope = new ScopeBuilder(context, name, null, start, title);
    body(scope);
    this.flows[ref.id] = {
      id: ref.id,
      name,
      description: options.description ?? '',
      data: {
        id: null,
        uuid: ref.id,
        display: { preview: previewOf(scope), isCallable: start === 'control:callable' },
        ...scope.toJson(),
        cron: {},
        scheduled: false,
        security_level: null,
        log: options.savesData ?? true,
        inheritLog: true,
        group: options.folder ?? null,
        templateName: null,
        connector_method_meta: { inputs: {}, outputs: {}, options: {} },
        monitor_flo: false,
        ...data,
      },
    };
    return ref;
  }

  existing(name: string): FlowRef {
    const ref = this.ref(name);
    if (this.flows[ref.id] === undefined) throw new Error(`There is no flow "${name}" in the pack`);
    return ref;
  }

  existingTable(name: string): TableRef {
    const ref = this.tableRefs.get(name);
    if (ref === undefined) throw new Error(`There is no table "${name}" in the pack`);
    return ref;
  }

  toJson(options: PackOptions): Draft {
    return {
      type: 'flopack',
      version: options.version ?? '1.5.0',
      created: options.created ?? '2026-01-02T03:04:05.678Z',
      flags: { 'auto-transform': true, looseBooleans: true, looseStrings: true, looseNulls: true },
      data: { flos: this.flows, configs: this.configs, tables: this.tables, groups: this.groups, projectOverview: {} },
    };
  }
}

/** Kinds of cards for thumbnails of the designer. */
function previewOf(scope: ScopeBuilder): Draft[] {
  return scope.heads().map(({ module, key, isKernel }) => ({ module, name: key, kernel: isKernel }));
}
