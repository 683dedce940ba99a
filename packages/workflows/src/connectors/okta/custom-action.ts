import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import { isObject, type Value } from '../../values/value.ts';
import type { Action, ActionCall, GroupedFields } from '../connector.ts';
import { requestUrl } from '../http/request-url.ts';
import { streamList } from './paging.ts';
import { sendToOkta } from './send.ts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Custom API Action (workflows-format 6.4): any call of the org. */
export const customActions: Readonly<Record<string, Action>> = {
  hTTPRequest: {
    title: 'Custom API Action',
    effect: 'outside',
    required: ['Request.Relative URL'],
    run,
    stream: (call, cursor) => streamList(call, { path: target(call), pageSize: null }, cursor),
    streams: (call) => /^GET\s*\(stream/i.test(toText(call.option('requestType'))),
  },
};

async function run(call: ActionCall): Promise<GroupedFields> {
  const method = toText(call.option('requestType')).trim().toUpperCase() || 'GET';
  if (!METHODS.has(method)) {
    throw new CardError(`The request type is "${method}"; use GET, POST, PUT, PATCH or DELETE.`, {
      kind: 'invalid_input',
    });
  }
  const { status, headers, body } = await sendToOkta(call, {
    method,
    path: target(call),
    headers: call.inputs.in('Request', 'Headers'),
    body: bodyOf(call, method),
  });
  return { Response: { 'Status Code': status, Headers: headers, Body: body } };
}

/** Path and query. A first `/` may be missing; whole URLs are refused by whoever sends. */
function target(call: ActionCall): string {
  const relative = toText(call.inputs.in('Request', 'Relative URL')).trim();
  const path = /^([/\\]|[a-z][a-z0-9+.-]*:)/i.test(relative) ? relative : `/${relative}`;
  return requestUrl(path, call.inputs.in('Request', 'Query'));
}

/** An untouched `Body` is `{}` or `""`, which says nothing where a body is unusual. */
function bodyOf(call: ActionCall, method: string): Value {
  const body = call.inputs.in('Request', 'Body');
  const isEmpty = body === '' || (isObject(body) && Object.keys(body).length === 0);
  return isEmpty && (body === '' || method === 'GET' || method === 'DELETE') ? null : body;
}
