import type { ExpectedRequest } from '../document/test-document.ts';
import type { SentRequest } from '../door/sent-request.ts';
import { matchUrl } from './match-url.ts';
import { matchValue } from './match-value.ts';

/** How far a request is from one that was expected: nothing where it fits. */
export interface RequestDifference {
  readonly problems: readonly string[];
  /** Larger is further away: another address says more than another field of the body. */
  readonly distance: number;
}

/** In what a request is not as expected. */
export function matchRequest(expected: ExpectedRequest, request: SentRequest): RequestDifference {
  const address = matchUrl(expected, request.url);
  const method =
    expected.method === undefined || expected.method.toUpperCase() === request.method
      ? []
      : [`the method is ${request.method}, expected ${expected.method.toUpperCase()}`];
  const connection =
    expected.connection === undefined || expected.connection === request.connection
      ? []
      : [`it uses the connection ${request.connection ?? 'none'}, expected ${expected.connection}`];
  const headers = Object.entries(expected.headers ?? {}).flatMap(([name, wanted]) =>
    matchValue(wanted, request.headers[name.toLowerCase()], `the header ${name}`),
  );
  const body = expected.body === undefined ? [] : matchBody(expected.body, request);
  return {
    problems: [...method, ...address, ...connection, ...headers, ...body],
    distance: 100 * address.length + 20 * method.length + 5 * connection.length + headers.length + body.length,
  };
}

/** A text is compared with the body as it was sent, anything else with what it means. */
function matchBody(expected: unknown, request: SentRequest): readonly string[] {
  return matchValue(expected, typeof expected === 'string' ? (request.text ?? '') : request.body, 'body');
}
