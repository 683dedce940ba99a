import { ClientError } from '../client-error.ts';
import type { Headers } from './org-connection.ts';

export interface OrgErrorFacts {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Okta's `E…` code; `null` where the answer was not Okta's error object (a proxy, a wrong host). */
  readonly oktaCode: string | null;
  readonly summary: string;
  readonly causes: readonly string[];
  readonly requestId: string | null;
  readonly headers: Headers;
}

/** The org answered with a status that is not a success (identity-sources-api 4.1). Never carries a credential. */
export class OrgError extends ClientError implements OrgErrorFacts {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly oktaCode: string | null;
  readonly summary: string;
  readonly causes: readonly string[];
  readonly requestId: string | null;
  readonly headers: Headers;

  constructor(facts: OrgErrorFacts) {
    super('orgRefused', describe(facts));
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.oktaCode = facts.oktaCode;
    this.summary = facts.summary;
    this.causes = facts.causes;
    this.requestId = facts.requestId;
    this.headers = facts.headers;
  }
}

/** No answer came: refused connection, unknown host, dropped connection, timeout. */
export class OrgUnreachableError extends ClientError {
  /** Whether the org may have received and executed the request. */
  readonly maybeExecuted: boolean;

  constructor(message: string, maybeExecuted: boolean, options?: ErrorOptions) {
    super('orgUnreachable', message, options);
    this.maybeExecuted = maybeExecuted;
  }
}

/** Whether the same request may succeed later: no answer, or a fault of the org's side. */
export function isTransient(error: unknown): error is OrgError | OrgUnreachableError {
  return error instanceof OrgUnreachableError || (error instanceof OrgError && error.status >= 500);
}

/** Whether the org answered with this status. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is OrgError {
  return error instanceof OrgError && statuses.includes(error.status);
}

/**
 * Reads the error of an answer, Okta's object or anything else a gateway may send.
 * @param body the parsed JSON, or the text where it was not JSON
 */
export function readOrgError(
  facts: Pick<OrgErrorFacts, 'method' | 'path' | 'status' | 'requestId' | 'headers'>,
  body: unknown,
  conceal: (text: string) => string,
): OrgError {
  const fields = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const causes = Array.isArray(fields.errorCauses) ? fields.errorCauses : [];
  return new OrgError({
    ...facts,
    oktaCode: typeof fields.errorCode === 'string' ? fields.errorCode : null,
    summary: conceal(summaryOf(fields, body)),
    causes: causes.flatMap(causeText).map(conceal),
  });
}

function summaryOf(fields: Readonly<Record<string, unknown>>, body: unknown): string {
  for (const name of ['errorSummary', 'message', 'error_description', 'error']) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  if (typeof body === 'string' && body !== '' && !body.trimStart().startsWith('<')) return body.slice(0, 200);
  return 'the answer has no error object';
}

function causeText(cause: unknown): readonly string[] {
  if (typeof cause !== 'object' || cause === null) return [];
  const summary = (cause as Readonly<Record<string, unknown>>).errorSummary;
  return typeof summary === 'string' ? [summary] : [];
}

function describe(facts: OrgErrorFacts): string {
  const code = facts.oktaCode === null ? '' : ` ${facts.oktaCode}`;
  const causes = facts.causes.length === 0 ? '' : ` (${facts.causes.join('; ')})`;
  const remedy = REMEDIES.get(facts.status);
  const request = facts.requestId === null ? '' : ` [request ${facts.requestId}]`;
  return (
    `${facts.method} ${facts.path} answered ${facts.status}${code}: ${facts.summary}${causes}` +
    `${remedy === undefined ? '' : `. ${remedy}`}${request}`
  );
}

const REMEDIES: ReadonlyMap<number, string> = new Map([
  [401, 'Check the API token: it may be mistyped, expired or of another org'],
  [403, 'Give the administrator of this token the right to run imports of this identity source'],
]);
