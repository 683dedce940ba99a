import type { OnWait, Timing } from '../timing.ts';
import type { RetryPolicy } from './backoff.ts';

/** Header names are lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface OrgRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, already encoded (`requestPath`). */
  readonly path: string;
  /** JSON text. Absent: no body, `Content-Length: 0` and no `Content-Type`. */
  readonly body?: string;
  /**
   * Whether a repetition is harmless even if the org executed the first try; default: only for GET. Other requests are
   * repeated only when they certainly were not executed (429, refused connection).
   */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: OnWait | undefined;
}

export interface OrgResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the text where it is not JSON; `null` without a body. */
  readonly body: unknown;
}

/** One org, reached with one credential, over kept-alive connections. */
export interface OrgConnection {
  /** Origin of the org, without a trailing slash. */
  readonly url: string;
  readonly timing: Timing;
  readonly retry: RetryPolicy;
  /**
   * Sends a request and gives the answer when it is a success (2xx).
   * @throws OrgError on any other status, after the bounded waits of 429 and, if repeatable, 5xx
   * @throws OrgUnreachableError when no answer came
   */
  request(request: OrgRequest): Promise<OrgResponse>;
  /** Closes the connections, after the requests in flight. */
  close(): Promise<void>;
}
