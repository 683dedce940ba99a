import { CardError, type HttpRequest, type HttpResponse } from '@headwater/workflows';
import { Agent, errors, request as send } from 'undici';
import { errorCode } from '../../error-code.ts';
import type { AllowList } from './allow-list.ts';
import { checkLiteral, ForbiddenHost, guardedLookup, type Resolve } from './guarded-lookup.ts';
import { nextStep, type Step, toUrl } from './next-step.ts';
import { addressOfItself, ownAddress, ownHeaders } from './own-address.ts';
import { MAX_ANSWER_BYTES, readAnswer } from './read-answer.ts';
import { toHeaders, toMethod } from './request-headers.ts';

/** A request that is ready to be sent: its address is absolute, its credentials are in its headers. */
export type DoorRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'timeoutMilliseconds'>;

/** The one way by which flows reach other systems. */
export interface Door {
  /** Sends a request, follows redirects. Rejects with a CardError (`connection`, `timeout`, `invalid_input`, `limit_exceeded`). */
  send(request: DoorRequest, signal: AbortSignal): Promise<HttpResponse>;
  /**
   * Sends a request to this very server, whatever leads to its URL from outside: path, query and host of the URL count. Redirects are not
   * followed. Rejects as `send`.
   */
  sendToItself(request: DoorRequest, signal: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly allow: AllowList;
  /** Default: the system's. */
  readonly resolve?: Resolve;
  /** Largest body of an answer. Default 16 MiB. */
  readonly maxBytes?: number;
  /** The address of this very server, which flows may call; undefined while it does not answer. Default: never. */
  readonly server?: () => string | undefined;
}

const MOST_REDIRECTS = 10;
const CONNECT_MILLISECONDS = 10_000;
const MAX_HEADER_BYTES = 64 * 1024;

/** Opens a {@link Door}. Connections are kept for a while and shared by all flows of the process. */
export function openDoor({ allow, resolve, maxBytes = MAX_ANSWER_BYTES, server }: DoorOptions): Door {
  // The deadline of the card counts for all of it.
  const bounds = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 0, bodyTimeout: 0 };
  const agent = new Agent({
    ...bounds,
    connect: { lookup: guardedLookup(allow, resolve), timeout: CONNECT_MILLISECONDS },
  });
  const ownAgent = new Agent({ ...bounds, connect: { timeout: CONNECT_MILLISECONDS } });

  function attempt(step: Step, signal: AbortSignal): Promise<HttpResponse> {
    const own = ownAddress(step.url, server?.());
    if (own === null) checkLiteral(step.url.hostname, allow);
    return attemptAt(own, step, signal);
  }

  /** @param own address of this server; null for where the step leads */
  async function attemptAt(own: URL | null, step: Step, signal: AbortSignal): Promise<HttpResponse> {
    const { statusCode, headers, body } = await send(own ?? step.url, {
      dispatcher: own === null ? agent : ownAgent,
      method: step.method as 'GET',
      headers: own === null ? step.headers : ownHeaders(step.headers, step.url),
      body: step.body,
      signal,
    });
    const flat = flatten(headers);
    return { status: statusCode, headers: flat, body: await readAnswer(body, flat['content-encoding'], maxBytes) };
  }

  return {
    async send(request, signal) {
      const deadline = AbortSignal.timeout(request.timeoutMilliseconds);
      let step = firstStep(request);
      const both = AbortSignal.any([signal, deadline]);
      try {
        for (let redirects = 0; ; redirects++) {
          const response = await attempt(step, both);
          const next = redirects < MOST_REDIRECTS ? nextStep(step, response) : null;
          if (next === null) return response;
          step = next;
        }
      } catch (error) {
        throw toCardError(error, step.url, request.timeoutMilliseconds, { signal, deadline });
      }
    },
    async sendToItself(request, signal) {
      const deadline = AbortSignal.timeout(request.timeoutMilliseconds);
      const step = firstStep(request);
      try {
        return await attemptAt(addressOfItself(step.url, server?.()), step, AbortSignal.any([signal, deadline]));
      } catch (error) {
        throw toCardError(error, step.url, request.timeoutMilliseconds, { signal, deadline });
      }
    },
    async close() {
      await agent.destroy();
      await ownAgent.destroy();
    },
  };
}

function firstStep({ method: given, url: address, headers: named, body }: DoorRequest): Step {
  const method = toMethod(given);
  const url = toUrl(address);
  const headers = toHeaders(named);
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization ??= `Basic ${Buffer.from(credentials).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  return { method, url, headers, body: method === 'GET' || method === 'HEAD' ? null : body };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** The host alone is named: addresses of calls hold keys often enough. */
function toCardError(
  error: unknown,
  { host }: URL,
  timeout: number,
  { signal, deadline }: { readonly signal: AbortSignal; readonly deadline: AbortSignal },
): CardError {
  if (error instanceof CardError) return error;
  if (signal.aborted)
    return new CardError(`The call to ${host} was cancelled`, { kind: 'connection' }, { cause: error });
  if (deadline.aborted || error instanceof errors.ConnectTimeoutError) {
    const message = `${host} did not answer within ${Math.round(timeout / 100) / 10} seconds`;
    return new CardError(message, { kind: 'timeout' }, { cause: error });
  }
  if (error instanceof ForbiddenHost) return new CardError(error.message, { kind: 'connection' }, { cause: error });
  if (error instanceof errors.InvalidArgumentError) {
    return new CardError(
      `The request to ${host} cannot be sent: ${error.message}`,
      { kind: 'invalid_input' },
      { cause: error },
    );
  }
  const reason = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
  return new CardError(`${host} could not be reached: ${reason}`, { kind: 'connection' }, { cause: error });
}
