import { CardError } from '../../run/card-error.ts';
import type { ConnectionRef, HttpResponse, Ports } from '../../run/ports.ts';
import { MAX_TEXT_LENGTH } from '../../values/bounds.ts';
import { parseJson, toJsonText, toObject, toText } from '../../values/convert.ts';
import { toJson } from '../../values/encode.ts';
import { FileValue } from '../../values/file-value.ts';
import { isList, isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';
import { requestUrl } from './request-url.ts';

/** What a card that calls out has of its call. */
export interface Caller {
  readonly ports: Pick<Ports, 'http'>;
  readonly callId: string;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
}

/** A request as cards have it, not yet converted. */
export interface RawRequest {
  /** Null for none. */
  readonly connection: ConnectionRef | null;
  readonly method: string;
  readonly url: string;
  /** Object or text; null for none. */
  readonly query?: Value;
  /** Object; null values are left out. */
  readonly headers?: Value;
  /** Text and files go out as they are, anything else as JSON; null and `""` are no body. */
  readonly body?: Value;
  /** Sent unless `headers` has a content type of its own, whatever its case. */
  readonly contentType?: string;
}

/** An answer, whatever its status. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ValueObject;
  readonly text: string;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** Bytes of an answer; no text of a flow is longer. */
export const MAX_RESPONSE_BYTES = MAX_TEXT_LENGTH;

/**
 * Sends a request and gives the answer, whatever its status (workflows-format 6.2; kernel `http:raw`). Throws a CardError:
 * `invalid_input` for a URL, method or header that cannot be sent, `limit_exceeded` for an answer above 16 MiB, and what the port
 * rejects with (`connection`, `timeout`).
 */
export async function sendRawRequest(caller: Caller, request: RawRequest): Promise<RawResponse> {
  const { connection } = request;
  const method = request.method.trim().toUpperCase();
  if (!METHODS.has(method)) {
    throw invalid(`The method "${request.method}" is none of ${[...METHODS].join(', ')}.`);
  }
  const url = requestUrl(request.url, request.query ?? null);
  if (!/^(https?:\/\/[^/]|\/)/i.test(url)) {
    throw invalid(
      `The URL "${shorten(url)}" does not begin with https://, http:// or, on a connection's own host, with /.`,
    );
  }
  const body = toBody(request.body ?? null);
  const headers = toHeaders(request.headers ?? null, contentTypeOf(request));
  const response = await caller.ports.http.send(
    { connection, method, url, headers, body, timeoutMilliseconds: caller.timeoutMilliseconds, callId: caller.callId },
    caller.signal,
  );
  return { status: response.status, headers: { ...response.headers }, text: toResponseText(response) };
}

/** The body of an answer: parsed where it is JSON, else text as it is. */
export function parsedBody(response: RawResponse): Value {
  return parseJson(response.text) ?? response.text;
}

function contentTypeOf({ body, contentType }: RawRequest): string | undefined {
  return body instanceof FileValue && body.contentType !== '' ? body.contentType : contentType;
}

function toBody(body: Value): string | Uint8Array | null {
  if (body === null || body === '') return null;
  if (body instanceof FileValue) return body.content;
  return isList(body) || isObject(body) ? toJsonText(toJson(body)) : toText(body);
}

function toHeaders(headers: Value, contentType: string | undefined): Readonly<Record<string, string>> {
  const sent: { [name: string]: Value } = {};
  let typed = false;
  for (const [name, value] of Object.entries(toObject(headers))) {
    if (value === null) continue;
    setKey(sent, name, toHeaderText(name, value));
    typed ||= name.toLowerCase() === 'content-type';
  }
  if (!typed && contentType !== undefined) sent['Content-Type'] = contentType;
  // Every value is the text of a header.
  return sent as Readonly<Record<string, string>>;
}

function toHeaderText(name: string, value: Value): string {
  const text = toText(value).trim();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw invalid(`"${shorten(name)}" cannot be the name of a header.`);
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
    throw invalid(`The header "${name}" holds line breaks or other characters that cannot be sent.`);
  }
  return text;
}

function toResponseText({ body, headers }: HttpResponse): string {
  if (body.length > MAX_RESPONSE_BYTES) {
    throw new CardError(
      `The answer has ${body.length} bytes; a card takes ${MAX_RESPONSE_BYTES}. Ask for less at a time, by pages.`,
      { kind: 'limit_exceeded' },
    );
  }
  const charset = /charset="?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return decoder(charset).decode(body);
}

function decoder(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

function invalid(message: string): CardError {
  return new CardError(message, { kind: 'invalid_input' });
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
