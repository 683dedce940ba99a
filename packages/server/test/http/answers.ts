import { expect } from 'vitest';
import type { Answer } from './test-server.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Okta's error object with these texts. */
export function failure(errorCode: string, errorSummary: string, ...causes: readonly string[]): Json {
  return {
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorId: expect.stringMatching(/^oae/),
    errorCauses: causes.map((cause) => ({ errorSummary: cause })),
  };
}

/** The error object of a refused value, whose causes name the fields. */
export function invalid(subject: string, ...causes: readonly string[]): Json {
  return failure('E0000001', `Api validation failed: ${subject}`, ...causes);
}

/** The error object of what is not there. */
export function missing(id: string, type: string): Json {
  return failure('E0000007', `Not found: Resource not found: ${id} (${type})`);
}

/** Status, code, summary and causes of an error. */
export function errorOf(answer: Answer): readonly unknown[] {
  const { errorCode, errorSummary, errorCauses } = answer.json as {
    readonly errorCode: string;
    readonly errorSummary: string;
    readonly errorCauses: readonly { readonly errorSummary: string }[];
  };
  return [answer.status, errorCode, errorSummary, ...errorCauses.map((cause) => cause.errorSummary)];
}

/** The ids of a list. */
export function idsOf(json: unknown): readonly string[] {
  return (json as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** The `Link` header lines of an answer, as they came. */
export function linksOf({ rawHeaders }: Pick<Answer, 'rawHeaders'>): readonly string[] {
  return rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'link' && index % 2 === 1);
}

/** Path and query of the link to the next page; undefined on the last one. */
export function nextOf(answer: Pick<Answer, 'rawHeaders'>): string | undefined {
  const [url] = linksOf(answer).flatMap((line) => /^<(.*)>; rel="next"$/.exec(line)?.[1] ?? []);
  return url?.replace(/^https?:\/\/[^/]+/, '');
}
