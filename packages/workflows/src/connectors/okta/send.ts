import { CardError } from '../../run/card-error.ts';
import { isObject, type Value, type ValueObject } from '../../values/value.ts';
import type { ActionCall } from '../connector.ts';
import { checkStatus } from '../http/http-error.ts';
import { parsedBody, sendRawRequest } from '../http/send.ts';

/** A request to the org of the connection. */
export interface OktaRequest {
  readonly method: string;
  /** From `/` on, without the host. */
  readonly path: string;
  readonly query?: Value;
  readonly headers?: Value;
  readonly body?: Value;
  /** Number of the request within its card, from 0. */
  readonly number?: number;
}

export interface OktaResponse {
  readonly status: number;
  readonly headers: ValueObject;
  /** Parsed where it is JSON, else text. */
  readonly body: Value;
}

/** Sends a request to the org. Throws a CardError `http` on a status of 400 or more. */
export async function sendToOkta(call: ActionCall, request: OktaRequest): Promise<OktaResponse> {
  const { method, path, query = null, headers = null, body = null, number = 0 } = request;
  if (!/^\/(?![/\\])/.test(path)) {
    throw new CardError(`"${path}" is no path on the org; it begins with one "/", such as /api/v1/users.`, {
      kind: 'invalid_input',
    });
  }
  const response = checkStatus(
    await sendRawRequest(
      { ...call, callId: number === 0 ? call.callId : `${call.callId}/${number}` },
      {
        connection: call.connection,
        method,
        url: path,
        query,
        headers,
        body,
        ...(body === null ? {} : { contentType: 'application/json' }),
      },
    ),
  );
  return { status: response.status, headers: response.headers, body: parsedBody(response) };
}

/** Sends a request whose answer is one object; no fields when it is something else. */
export async function objectFromOkta(call: ActionCall, request: OktaRequest): Promise<ValueObject> {
  const { body } = await sendToOkta(call, request);
  return isObject(body) ? body : {};
}
