import { isObject, type Value, type ValueObject } from '../../values/value.ts';
import type { Action, ActionCall } from '../connector.ts';
import {
  type ListRequest,
  listOutputs,
  type ResultSet,
  readList,
  resultSet,
  streamList,
  streamsByOption,
} from './paging.ts';

interface ListAction {
  readonly title: string;
  /** Key of the list in the group `Result`. */
  readonly key: string;
  readonly request: (call: ActionCall) => ListRequest;
  readonly toRecord: (entry: ValueObject) => ValueObject;
  /** What cards without the option `resultSet` give. Default: the first match. */
  readonly withoutOption?: ResultSet;
}

/** A card that lists: the first entry, the first 200, all of them, or each handed to a helper (option `resultSet`). */
export function listAction({ title, key, request, toRecord, withoutOption }: ListAction): Action {
  const wanted = (call: ActionCall): ResultSet =>
    withoutOption !== undefined && (call.option('resultSet') ?? '') === '' ? withoutOption : resultSet(call);
  return {
    title,
    effect: 'reads',
    run: async (call) => {
      const set = wanted(call);
      return listOutputs(call, set, key, await readList(call, request(call), set), toRecord);
    },
    stream: async (call, cursor) => {
      const page = await streamList(call, request(call), cursor);
      return { ...page, records: page.records.map((entry) => record(entry, toRecord)) };
    },
    streams: streamsByOption,
  };
}

function record(entry: Value, toRecord: ListAction['toRecord']): Value {
  // Lists of the API hold objects; anything else goes through as it is.
  return isObject(entry) ? toRecord(entry) : entry;
}
