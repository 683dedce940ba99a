import type { HttpRequest } from '../../run/ports.ts';
import { parseJson } from '../../values/convert.ts';

/** A request that a flow made, as tests look at it. */
export interface SentRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; null for none. */
  readonly text: string | null;
  /** What the body means: JSON, or fields of a form; else its text. */
  readonly body: unknown;
  /** Name of the connection in the pack, or its connector where it has none; null without one. */
  readonly connection: string | null;
}

export function toSentRequest(request: HttpRequest, url: string, connection: string | null): SentRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const text = request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : request.body;
  const body = meaning(text, headers['content-type'] ?? '');
  return { method: request.method.toUpperCase(), url, headers, text, body, connection };
}

/** `POST https://… {"a":1}`, short enough for a line. */
export function requestLine({ method, url, text }: SentRequest): string {
  const body = text === null ? '' : ` ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
  return `${method} ${url}${body}`;
}

function meaning(text: string | null, contentType: string): unknown {
  if (text === null) return null;
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(text));
  return parseJson(text) ?? text;
}
