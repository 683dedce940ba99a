import { httpAnswer } from '../../run/http-answer.ts';
import { toText } from '../../values/convert.ts';
import { isObject, type Value } from '../../values/value.ts';
import type { Action, ActionCall, Connector, GroupedFields } from '../connector.ts';
import { checkStatus } from '../http/http-error.ts';
import { parsedBody, type RawResponse, sendRawRequest } from '../http/send.ts';

const JSON_TYPE = 'application/json';

/** API Connector (workflows-format 6.2, workflows-functions 10): calls of any HTTP API. */
export const httpFunctions: Connector = {
  name: 'httpfunctions',
  title: 'API Connector',
  connections: ['none', 'basic', 'header', 'oauth-client'],
  actions: {
    get: request('Get', 'GET'),
    post: request('Post', 'POST'),
    put: request('Put', 'PUT'),
    patch: request('Patch', 'PATCH'),
    delete: request('Delete', 'DELETE'),
    raw: { title: 'Raw Request', effect: 'outside', required: ['Request.URL'], run: raw },
    close: { title: 'Close', effect: 'none', run: close },
  },
};

function request(title: string, method: string): Action {
  return {
    title,
    effect: method === 'GET' ? 'reads' : 'outside',
    required: ['Request.URL'],
    run: async (call) => {
      const response = checkStatus(
        await sendRawRequest(call, {
          connection: call.connection,
          method,
          url: toText(call.inputs.in('Request', 'URL')),
          query: call.inputs.in('Request', 'Query'),
          headers: call.inputs.in('Request', 'Headers'),
          body: bodyOf(call, method),
          contentType: JSON_TYPE,
        }),
      );
      return answered(response, parsedBody(response));
    },
  };
}

/** An untouched `Body` is `{}`, which says nothing where a body is unusual. */
function bodyOf(call: ActionCall, method: string): Value {
  const body = call.inputs.in('Request', 'Body');
  const isUntouched = isObject(body) && Object.keys(body).length === 0;
  return isUntouched && (method === 'GET' || method === 'DELETE') ? null : body;
}

async function raw(call: ActionCall): Promise<GroupedFields> {
  const method = toText(call.inputs.in('Request', 'Method'));
  const response = await sendRawRequest(call, {
    connection: call.connection,
    method: method === '' ? 'GET' : method,
    url: toText(call.inputs.in('Request', 'URL')),
    query: call.inputs.in('Request', 'Query'),
    headers: call.inputs.in('Request', 'Headers'),
    body: call.inputs.in('Request', 'Body'),
  });
  if (call.choices.rawRequestStatus === 'fails') checkStatus(response);
  return answered(response, response.text);
}

function answered(response: RawResponse, body: Value): GroupedFields {
  return { Response: { 'Status Code': response.status, Headers: response.headers, Body: body } };
}

/** Answers the caller of an API endpoint; the flow goes on (workflows-format 5.9). Without a caller it does nothing. */
function close(call: ActionCall): GroupedFields {
  const part = (key: string): Value => call.inputs.in('Response', key);
  call.answer?.(httpAnswer(part('statusCode'), part('headers'), part('body')));
  return {};
}
