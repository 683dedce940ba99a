import { readFileSync } from 'node:fs';
import { type Dispatcher, Pool } from 'undici';
import { ClientError } from '../client-error.ts';
import { pause, systemTiming, type Timing } from '../timing.ts';
import { backoff, DEFAULT_RETRY_POLICY, type RetryPolicy } from './backoff.ts';
import type { OrgConnection, OrgRequest, OrgResponse } from './org-connection.ts';
import { hasStatus, isTransient, OrgError, OrgUnreachableError, readOrgError } from './org-error.ts';
import { rateLimitWait, retryAfter } from './rate-limit.ts';

export interface ConnectOrgOptions {
  /** Address of the org, such as `https://example.okta.com`; a path is refused. */
  readonly url: string;
  /** API token, sent as `Authorization: SSWS …`. It appears in no message, log or error. */
  readonly token: string;
  readonly userAgent?: string;
  /** Milliseconds until a connection must stand; default 10 s. */
  readonly connectTimeout?: number;
  /** Milliseconds until an answer must begin, and between its parts; default 60 s. */
  readonly answerTimeout?: number;
  /** Parallel connections; default 4. */
  readonly connections?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly timing?: Timing;
}

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Opens a connection to an org. Nothing is sent yet.
 * @throws ClientError `orgAddressInvalid` for an address that is not one
 */
export function connectOrg(options: ConnectOrgOptions): OrgConnection {
  const origin = readOrigin(options.url);
  const token = readToken(options.token);
  const timing = options.timing ?? systemTiming;
  const retry = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const answerTimeout = options.answerTimeout ?? 60_000;
  const pool = new Pool(origin, {
    connections: options.connections ?? 4,
    connect: { timeout: options.connectTimeout ?? 10_000 },
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
  });
  const headers = {
    accept: 'application/json',
    authorization: `SSWS ${token}`,
    'user-agent': options.userAgent ?? defaultUserAgent(),
  };
  const conceal = (text: string) => text.replaceAll(token, '(token)');

  async function attempt(request: OrgRequest): Promise<OrgResponse> {
    const answer = await exchange(pool, origin, headers, request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const requestId = answer.headers['x-okta-request-id'];
    const facts = {
      method: request.method,
      path: request.path,
      status: answer.status,
      requestId: typeof requestId === 'string' ? requestId : null,
      headers: answer.headers,
    };
    throw readOrgError(facts, answer.body, conceal);
  }

  return {
    url: origin,
    timing,
    retry,
    request: (request) => persist(() => attempt(request), request, { timing, retry, origin }),
    close: () => pool.close(),
  };
}

async function persist(
  attempt: () => Promise<OrgResponse>,
  request: OrgRequest,
  { timing, retry, origin }: { readonly timing: Timing; readonly retry: RetryPolicy; readonly origin: string },
): Promise<OrgResponse> {
  const repeatable = request.repeatable ?? request.method === 'GET';
  for (let failures = 1, limited = 1; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (hasStatus(error, 429) && limited < retry.rateLimitAttempts) {
        limited++;
        const detail = `${origin} limits the rate of requests`;
        await pause(timing, rateLimitWait(error.headers, timing.random), { reason: 'rate-limit', detail }, request);
        continue;
      }
      const executed = !(error instanceof OrgUnreachableError) || error.maybeExecuted;
      if (!isTransient(error) || (executed && !repeatable) || failures >= retry.attempts) throw error;
      const refused = error instanceof OrgError;
      const delay = (refused ? retryAfter(error.headers) : undefined) ?? backoff(failures, retry, timing.random);
      const reason = refused ? 'org-failing' : 'org-unreachable';
      await pause(timing, delay, { reason, detail: error.message }, request);
      failures++;
    }
  }
}

async function exchange(
  pool: Pool,
  origin: string,
  headers: Readonly<Record<string, string>>,
  request: OrgRequest,
): Promise<OrgResponse> {
  try {
    request.signal?.throwIfAborted();
    const answer = await pool.request({
      method: request.method,
      path: request.path,
      headers: request.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: request.body ?? null,
      signal: request.signal ?? null,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await readBody(answer) };
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw unreachable(error, origin, request);
  }
}

async function readBody(answer: Dispatcher.ResponseData): Promise<unknown> {
  const text = await answer.body.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unreachable(error: unknown, origin: string, request: OrgRequest): OrgUnreachableError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = (cause as { readonly code?: unknown }).code;
  const sent = typeof code !== 'string' || !NOT_SENT.has(code);
  const what = typeof code === 'string' && !cause.message.includes(code) ? `${code}: ${cause.message}` : cause.message;
  return new OrgUnreachableError(
    `${request.method} ${origin}${request.path} got no answer (${what}). Check the address of the org and the network.`,
    sent,
    { cause },
  );
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secret = url !== undefined && (url.username !== '' || url.password !== '');
  if (url === undefined || !/^https?:$/.test(url.protocol) || secret || !/^\/*$/.test(url.pathname)) {
    const seen = secret ? 'It contains a user name or password' : `"${text}" is not one`;
    throw new ClientError(
      'orgAddressInvalid',
      `${seen}: give the address of the org, such as https://example.okta.com.`,
    );
  }
  return url.origin;
}

function readToken(token: string): string {
  const trimmed = token.trim().replace(/^SSWS\s+/i, '');
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new TypeError('"token" must be an API token: visible ASCII characters without blanks');
  }
  return trimmed;
}

function defaultUserAgent(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(file) as { readonly version: string };
  return `headwater-client/${version} node/${process.versions.node} ${process.platform}/${process.arch}`;
}
