import { CardError } from '../../run/card-error.ts';
import { toNumber, toText } from '../../values/convert.ts';
import { getKey, isList, isObject, type Value, type ValueObject } from '../../values/value.ts';
import type { ActionCall, GroupedFields, StreamPage } from '../connector.ts';
import { queryText } from '../http/request-url.ts';
import { input } from './input.ts';
import { outputs, part } from './output.ts';
import { sendToOkta } from './send.ts';

/** How much of a list a card wants: its option `resultSet`. */
export type ResultSet = 'first' | 'first200' | 'all' | 'stream';

/** A list of the org that a card reads by pages. */
export interface ListRequest {
  readonly path: string;
  readonly query?: ValueObject;
  /** Null leaves the size of a page to the author's path or to the org. Default: 200 entries, or fewer when fewer are wanted. */
  readonly pageSize?: null;
}

const MAX_PAGE = 200;

/** `First Matching Record` is the default, as it is on the cards. */
export function resultSet(call: ActionCall): ResultSet {
  const text = toText(call.option('resultSet')).toLowerCase();
  if (text.startsWith('stream')) return 'stream';
  if (text.startsWith('all')) return 'all';
  return /^first \d/.test(text) ? 'first200' : 'first';
}

/** The entries that the card wants, following `rel="next"` only for all of them. */
export async function readList(call: ActionCall, request: ListRequest, wanted: ResultSet): Promise<readonly Value[]> {
  const found: Value[] = [];
  let path: string | null = firstPath(request, wanted === 'first' ? 1 : MAX_PAGE);
  for (let number = 0; path !== null; number++) {
    const page: StreamPage = await readPage(call, path, number);
    found.push(...page.records);
    path = wanted === 'all' && typeof page.next === 'string' ? page.next : null;
  }
  return wanted === 'first' ? found.slice(0, 1) : found;
}

/**
 * A page of a streamed list (workflows-format 6.4, "Streaming"). The cursor is `{path, count}`: where the page is, and how many
 * records came before. `Record Limit` bounds the count; 0 is none, blank is all.
 */
export async function streamList(call: ActionCall, request: ListRequest, cursor: Value): Promise<StreamPage> {
  const limit = recordLimit(call);
  const count = isObject(cursor) ? (toNumber(getKey(cursor, 'count')) ?? 0) : 0;
  if (limit !== null && count >= limit) return { records: [], next: null };
  const path = isObject(cursor)
    ? toText(getKey(cursor, 'path'))
    : firstPath(request, Math.min(limit ?? MAX_PAGE, MAX_PAGE));
  const page = await readPage(call, path, 0);
  const records = limit === null ? page.records : page.records.slice(0, limit - count);
  const total = count + records.length;
  const isLast = page.next === null || (limit !== null && total >= limit);
  return { records, next: isLast ? null : { path: page.next, count: total } };
}

/** Whether the card's option asks to stream. */
export function streamsByOption(call: ActionCall): boolean {
  return resultSet(call) === 'stream';
}

/**
 * Outputs of a card that lists: the record's fields for the first match (null when there is none), the records under `key` otherwise.
 * @param records made of the entries by `toRecord`
 */
export function listOutputs(
  call: ActionCall,
  wanted: ResultSet,
  key: string,
  entries: readonly Value[],
  toRecord: (entry: ValueObject) => ValueObject,
): GroupedFields {
  const objects = entries.filter(isObject);
  if (wanted !== 'first') {
    const records = objects.map(toRecord);
    return outputs(call, { Result: { [key]: records } }, { [key]: records, records, results: records, list: records });
  }
  const [first = {}] = objects;
  const record = toRecord(first);
  return outputs(call, { Result: record }, record, part(first, 'profile'), first);
}

async function readPage(call: ActionCall, path: string, number: number): Promise<StreamPage> {
  const { body, headers } = await sendToOkta(call, { method: 'GET', path, number });
  const records = isList(body) ? body : body === '' ? [] : [body];
  return { records, next: records.length === 0 ? null : nextPath(headers) };
}

function firstPath({ path, query = {}, pageSize }: ListRequest, size: number): string {
  const text = queryText(pageSize === null ? query : { ...query, limit: size });
  if (text === '') return path;
  return path.includes('?') ? `${path}&${text}` : `${path}?${text}`;
}

/**
 * Path and query of the `rel="next"` link, null when there is none. The host is left out: the next page is on the connection's own,
 * whatever the header says.
 */
function nextPath(headers: ValueObject): string | null {
  const link = /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(toText(getKey(headers, 'link')))?.[1];
  if (link === undefined) return null;
  const path = /^(?:https?:\/\/[^/?#]*)?(\/(?![/\\])[^#]*)/i.exec(link)?.[1];
  return path ?? null;
}

function recordLimit(call: ActionCall): number | null {
  const limit = toNumber(input(call, 'Search Criteria.Limit', '*.Record Limit', '*.Limit'));
  if (limit === null) return null;
  if (Number.isInteger(limit) && limit >= 0) return limit;
  throw new CardError(`The limit of records is ${limit}; use a whole number from 0 on, or none for all.`, {
    kind: 'invalid_input',
  });
}
