import { FileValue, type FrameOutcome, getKey, toJson, toText, type Value, type ValueObject } from '../../src/index.ts';
import { type Fields, field, item, type Json, type PackBuilder } from '../support/build-pack.ts';
import { type PlayedScene, playScene, type Scene } from './run-scene.ts';
import { fieldsOf, type Vector } from './vectors.ts';

/** Builds a flow around the card of a vector, runs it, and gives what happened in the words of the vector. */
export type FlowVector = (vector: Vector) => Promise<unknown>;

/** Functions whose vectors need a flow, helpers, tables or requests. */
export const FLOW_VECTORS: Readonly<Record<string, FlowVector>> = {
  'control:continueIf': async ({ inputs }) => {
    const { outcome } = await play((f) => {
      f.continueIf(conditionOf(inputs), toText(inputs.message ?? null));
      f.return({ went: 'on' });
    });
    return outcome.status === 'halted' ? { $flow: 'stopped-normally', $return: outcome.result } : { $flow: 'continue' };
  },
  'control:throwIf': async ({ inputs }) => {
    const { outcome } = await play((f) => {
      f.throwIf(conditionOf(inputs), toText(inputs.message ?? null), Number(inputs.statusCode));
    });
    return { $error: pick(errorOf(outcome), ['message', 'code']) };
  },
  'control:tryCatch': async () => {
    const { outcome } = await play(
      (f) => {
        const guarded = f.tryCatch(
          (tried) => {
            tried.card('httpfunctions:get', { groups: { Request: { URL: 'https://api.example/x' } } });
            return { message: 'none', code: field('number', 0) };
          },
          (handler) => ({
            message: handler.ctx('error').at('message'),
            code: handler.ctx('error').at('code', 'number'),
          }),
        );
        f.return({ message: guarded.out('message'), code: guarded.out('code', 'number') });
      },
      { response: { status: 404 } },
    );
    const { message, code } = resultOf(outcome);
    // The text of the vector is approximate.
    return {
      $handlerSees: { message: /not found/i.exec(toText(message ?? null))?.[0], code },
      $flow: 'continue after container',
    };
  },
  'control:branch': async ({ inputs }) => {
    const [first, second, third] = listOf(inputs.$conditions);
    const [a = '', b = '', c = '', otherwise = ''] = listOf(inputs.$branches).map((name) => toText(name));
    const { outcome } = await play((f) => {
      const ran = f.branch(
        [
          [[json(first), '==', true], () => ({ ran: a })],
          [[json(second), '==', true], () => ({ ran: b })],
          [[json(third), '==', true], () => ({ ran: c })],
        ],
        () => ({ ran: otherwise }),
      );
      f.return({ ran: ran.out('ran') });
    });
    return { $ran: resultOf(outcome).ran };
  },
  'control:times': async ({ inputs }) => {
    const played = await play((f, pack) => {
      f.times(Number(inputs.count), logger(pack, 'index'));
    });
    const { message = null } = errorOf(played.outcome);
    if (message !== null) return { $error: { message: toText(message).split(':')[0] } };
    return { $helperIndexes: played.rows('Log').map(({ seen }) => Number(seen)) };
  },
  'control:wait': async ({ inputs }) => {
    const { outcome } = await play((f) => {
      f.wait(Number(inputs.delay), inputs.unit === 'day' ? 'day' : 'hour');
    });
    return { $flow: outcome.status === 'failed' ? 'terminated' : outcome.status };
  },
  'control:returnRaw': async ({ inputs }) => {
    const { outcome } = await play((f) => {
      f.card('control:returnRaw', { in: jsonFields(inputs) });
    });
    const answer = outcome.status === 'returned' ? outcome.answer : undefined;
    return { $http: { status: answer?.statusCode, headers: answer?.headers, body: answer?.body } };
  },
  'list:map': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { item: 'number' }, (h) => {
        h.return({ text: h.compose('{{item}}', { item: h.arg('item') }) });
      });
      return { 'new list': f.map(json(inputs.list), helper, { item: item() }, { type: 'string[]' }) };
    }),
  'list:filter': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { item: 'string' }, (h) => {
        const test = { 'left-operand': h.arg('item'), operator: 'is not empty', 'right-operand': '' };
        h.return({ keep: h.card('boolean:compare', { in: test }).out('result', 'boolean') });
      });
      return { list: f.filter(json(inputs.list), helper, { item: item() }) };
    }),
  'list:find': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { item: 'number' }, (h) => {
        const even = h.ifElse(
          [h.arg('item'), '%', 2],
          () => ({ odd: false }),
          () => ({ odd: true }),
        );
        h.return({ odd: even.out('odd', 'boolean') });
      });
      const found = f.iterate('list:find', json(inputs.list), helper, { item: item() }, {});
      return { item: found.out('item', 'number'), index: found.out('index', 'number') };
    }),
  'list:reduce': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { item: 'number', memo: 'number' }, (h) => {
        h.return({
          most: h.card('math:larger', { in: { a: h.arg('item'), b: h.arg('memo') } }).out('output', 'number'),
        });
      });
      return { item: f.reduce(json(inputs.list), helper, { item: item() }, { memo: json(inputs.memo) }) };
    }),
  'list:each': (vector) => callsOf(vector, 'list:each'),
  'list:asyncEach': (vector) => callsOf(vector, 'list:asyncEach'),
  'object:expand': ({ inputs }) =>
    results((f) => ({ value: f.arg('object').at(listOf(inputs.$key).map((key) => toText(key))) }), {
      input: { object: inputs.object ?? null },
    }),
  'object:map': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { key: 'string', value: 'string' }, (h) => {
        h.return({ propertyname: h.compose('custom:{{key}}', { key: h.arg('key') }), propertyvalue: h.arg('value') });
      });
      const pairs = { key: item('key'), value: item('value') };
      return {
        'new list': f.iterate('object:map', json(inputs.object), helper, pairs, {}).out('new list', 'object[]'),
      };
    }),
  'object:process': ({ inputs }) =>
    results((f, pack) => {
      const helper = pack.helper('Helper', { key: 'string', value: 'string' }, (h) => {
        const at = h.card('string:find', { in: { string: h.arg('value'), substr: 't' } }).out('output', 'number');
        h.continueIf([at, '!=', 0]);
        h.return({ key: h.arg('key'), value: h.arg('value') });
      });
      const own = { object: json(inputs.object), flo: field('flo', helper.id), concurrency: 1 };
      const custom = { key: item('key'), value: item('value') };
      return { output: f.card('object:process', { in: own, custom }).out('output', 'object') };
    }),
  'httpfunctions:get': (vector) => requestOf(vector),
  'httpfunctions:post': (vector) => requestOf(vector),
  'httpfunctions:raw': (vector) => requestOf(vector),
  'stash:searchRows2': async ({ inputs, expected }) => {
    const result = await tableResults(inputs, (f, table) => {
      const own = { Column: '', Direction: 'asc', Limit: 0, Offset: 0, ...fieldsOf(inputs) };
      const card = f.card('stash:searchRows2', {
        groups: {
          Filter: { 'Where Expression': json(inputs['Where Expression']) },
          Sort: jsonFields(pick(own, ['Column', 'Direction', 'Limit', 'Offset'])),
        },
        options: { stash: table, resultSet: json(inputs.resultSet) },
      });
      if (inputs.resultSet !== 'one') return { Rows: card.outOf('Result', 'Rows', 'object[]') };
      return { 'Row ID': card.outOf('Row', 'Row ID'), value: card.outOf('Fields', 'value') };
    });
    if (inputs.resultSet === 'one') return result;
    const keys = listOf(expected.Rows).flatMap((row) => Object.keys(objectOf(row)));
    return { Rows: listOf(result.Rows).map((row) => pick(objectOf(row), keys)) };
  },
  'stash:updateRow': async ({ inputs }) => {
    const played = await playTable([objectOf(inputs.$row ?? null)], (f, table) => {
      f.card('stash:updateRow', {
        groups: { 'Update By': { 'Row ID': json(inputs['Row ID']) }, Fields: { value: json(inputs.value) } },
        options: { stash: table, updateEmptyInputs: json(inputs.updateEmptyInputs) },
      });
      return {};
    });
    return { $row: pick(played.rows('Table')[0] ?? {}, ['value']) };
  },
  'stash:clearTable': ({ inputs }) =>
    tableResults(inputs, (f, table) => ({
      'Cleared Rows': f
        .card('stash:clearTable', { options: { stash: table } })
        .outOf('Table', 'Cleared Rows', 'number'),
    })),
  'stash:readTable': () =>
    results((f, pack) => {
      const table = pack.table('Table', { 'First name': 'str', 'Jersey number': 'dec', 'Active?': 'bln' });
      const card = f.card('stash:readTable', { options: { stash: table.id } });
      return { 'Column Schema': card.outOf('Output', 'Column Schema', 'object[]') };
    }),
  'stash:importFromCSV': async ({ inputs }) => {
    const file = new FileValue('rows.csv', 'text/csv', new TextEncoder().encode(toText(inputs.$csv ?? null)));
    const options = pick({ Mapping: {}, Select: [], ...inputs }, [
      'Select',
      'Mapping',
      'Delimiter',
      'Clear Destination',
    ]);
    const played = await play(
      (f, pack) => {
        const table = pack.table('Table', { 'Column A': 'str', name: 'str', value: 'str' });
        const card = f.card('stash:importFromCSV', {
          groups: { Source: { 'File Content': f.arg('file') }, Options: jsonFields(options) },
          options: { stash: table.id },
        });
        f.return({ 'New Rows': card.outOf('Table', 'New Rows', 'number') });
      },
      { input: { file } },
    );
    const row = Object.fromEntries(Object.entries(played.rows('Table')[0] ?? {}).filter(([, value]) => value !== null));
    return { ...resultOf(played.outcome), $newRow: row };
  },
  'stash:exportToCSV': async ({ inputs }) => {
    const played = await playTable(listOf(inputs.$rows).map(objectOf), (f, table) => {
      const card = f.card('stash:exportToCSV', {
        groups: {
          File: { Filename: json(inputs.Filename) },
          Filter: { 'Where Expression': {} },
          Options: jsonFields(pick(inputs, ['Delimiter', 'Limit', 'Offset', 'Columns'])),
        },
        options: { stash: table },
      });
      return { file: card.outOf('CSV', 'File Content', 'file') };
    });
    return { $csv: toText(resultOf(played.outcome).file ?? null) };
  },
};

/** Whether the vector is run as a flow. */
export function isFlowVector(vector: Vector): boolean {
  return Object.hasOwn(FLOW_VECTORS, vector.function);
}

type Main = Parameters<Parameters<PackBuilder['helper']>[2]>[0];
type Body<R> = (flow: Main, pack: PackBuilder) => R;

function play(body: Body<void>, scene: Omit<Scene, 'build'> = {}): Promise<PlayedScene> {
  const params = Object.fromEntries(
    Object.keys(scene.input ?? {}).map((key) => [key, key === 'file' ? 'file' : 'object']),
  );
  return playScene({
    ...scene,
    build: (pack) => {
      pack.helper('Main', params, (f) => body(f, pack));
    },
  });
}

/** What the flow returns. */
async function results(body: Body<Fields>, scene: Omit<Scene, 'build'> = {}): Promise<ValueObject> {
  const { outcome } = await play((f, pack) => {
    f.return(body(f, pack));
  }, scene);
  return resultOf(outcome);
}

function playTable(rows: readonly ValueObject[], body: (flow: Main, table: string) => Fields): Promise<PlayedScene> {
  const cells = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'Row ID')));
  return play(
    (f, pack) => {
      const table = pack.table('Table', { name: 'str', value: 'str' });
      f.return(body(f, table.id));
    },
    { rows: { Table: cells } },
  );
}

async function tableResults(
  inputs: Vector['inputs'],
  body: (flow: Main, table: string) => Fields,
): Promise<ValueObject> {
  const { outcome } = await playTable(listOf(inputs.$rows).map(objectOf), body);
  return resultOf(outcome);
}

/** A helper that writes down what it is called with, and fails on `b`. */
function logger(pack: PackBuilder, what: 'index' | 'item') {
  const log = pack.table('Log', { seen: 'str' });
  return pack.helper('Helper', { item: 'string' }, (h) => {
    h.createRow(log, { seen: what === 'index' ? h.ctx('index') : h.arg('item') });
    h.throwIf([h.arg('item'), '==', 'b'], 'no b');
  });
}

async function callsOf({ inputs }: Vector, name: string): Promise<unknown> {
  const played = await play((f, pack) => {
    f.iterate(name, json(inputs.list), logger(pack, 'item'), { item: item() }, {});
  });
  const calls = { $helperCalls: played.rows('Log').map(({ seen }) => seen) };
  return played.outcome.status === 'failed' ? { $error: true, ...calls } : calls;
}

async function requestOf({ function: name, inputs, expected }: Vector): Promise<unknown> {
  const response = objectOf(inputs.$response ?? {});
  const played = await play(
    (f) => {
      const card = f.card(name, { groups: { Request: jsonFields(fieldsOf(inputs)) } });
      f.return({
        'Status Code': card.outOf('Response', 'Status Code', 'number'),
        Body: card.outOf('Response', 'Body', name === 'httpfunctions:raw' ? 'string' : 'object'),
      });
    },
    { response: { status: Number(response.status ?? 200), body: response.body ?? '{}' } },
  );
  if (expected.$request === undefined) return resultOf(played.outcome);
  const [request] = played.requests;
  const wanted = objectOf(expected.$request);
  const names = Object.keys(objectOf(wanted.headers ?? {}));
  const sent = Object.entries(request?.headers ?? {});
  const headers = names.map((key) => [key, sent.find(([other]) => other.toLowerCase() === key.toLowerCase())?.[1]]);
  const all = { method: request?.method, url: request?.url, body: request?.body, headers: Object.fromEntries(headers) };
  return { $request: Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key as keyof typeof all]])) };
}

function conditionOf(inputs: Vector['inputs']): readonly [Json, string, Json] {
  return [json(inputs['left-operand']), toText(inputs.operator ?? null), json(inputs['right-operand'])];
}

function resultOf(outcome: FrameOutcome): ValueObject {
  if (outcome.status === 'failed') throw new Error(`The flow failed: ${JSON.stringify(outcome.error)}`);
  return outcome.result;
}

function errorOf(outcome: FrameOutcome): ValueObject {
  return outcome.status === 'failed' ? outcome.error : {};
}

function pick(object: ValueObject, keys: readonly string[]): ValueObject {
  return Object.fromEntries(keys.map((key) => [key, getKey(object, key)]));
}

function json(value: Value | undefined): Json {
  return toJson(value ?? null);
}

function jsonFields(fields: Readonly<Record<string, Value>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, json(value)]));
}

function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: Value): ValueObject {
  if (typeof value !== 'object' || value === null) throw new TypeError('The vector has no object here');
  // Vectors are read from JSON: what is no list is a plain object.
  return value as ValueObject;
}
