import type { HttpPort, HttpRequest, HttpResponse } from '../run/ports.ts';

/** An answer as tests write it. */
export interface MemoryResponse {
  /** Default: 200. */
  readonly status?: number;
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, anything else as JSON. Default: an empty body. */
  readonly body?: unknown;
}

/** A door that leads nowhere: a function answers. */
export interface MemoryHttp extends HttpPort {
  /** Every request so far, in order. */
  readonly requests: readonly HttpRequest[];
}

/**
 * Answers requests with `handler` and remembers them. An answer with a JSON body says so in `content-type`, unless it names
 * another. A handler that throws makes the request reject with what it threw (a CardError `connection`, say).
 */
export function memoryHttp(
  handler: (request: HttpRequest, number: number) => MemoryResponse | Promise<MemoryResponse>,
): MemoryHttp {
  const requests: HttpRequest[] = [];
  return {
    requests,
    async send(request, signal) {
      signal.throwIfAborted();
      requests.push(request);
      return toResponse(await handler(request, requests.length));
    },
  };
}

function toResponse({ status = 200, headers = {}, body }: MemoryResponse): HttpResponse {
  const isPlain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const all = isPlain ? entries : [['content-type', 'application/json'] as const, ...entries];
  return { status, headers: Object.fromEntries(all), body: toBytes(body) };
}

function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}
