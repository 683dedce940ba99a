import type { WireAnswer } from './exchange.ts';
import { match, show, type Variables } from './match.ts';
import type { ExpectedAnswer } from './suite.ts';

/** Okta's error object (identity-sources-api 4.1). */
const errorObject = (code: string) => ({
  errorCode: code,
  errorSummary: { $matches: '.' },
  errorLink: code,
  errorId: { $matches: '^oae[A-Za-z0-9_-]{10,}$' },
  errorCauses: { $every: { errorSummary: { $matches: '.' } } },
});

/** Headers that may be repeated: each line is one more element of a list. */
const LISTS: ReadonlySet<string> = new Set(['link', 'set-cookie', 'vary', 'cache-control']);

/** Everything in which an answer is not as expected, as sentences. */
export function checkAnswer(expected: ExpectedAnswer, answer: WireAnswer, variables: Variables): readonly string[] {
  return [
    ...checkStatus(expected, answer),
    ...checkHeaders(expected, answer, variables),
    ...checkBody(expected, answer, variables),
  ];
}

function checkStatus({ status }: ExpectedAnswer, answer: WireAnswer): readonly string[] {
  if (status === undefined) return [];
  const accepted = Array.isArray(status) ? status : [status];
  if (accepted.includes(answer.status)) return [];
  const body = answer.text === '' ? '' : `: ${answer.text.slice(0, 300)}`;
  return [`the status is ${answer.status}, expected ${accepted.join(' or ')}${body}`];
}

function checkHeaders({ headers = {} }: ExpectedAnswer, answer: WireAnswer, variables: Variables): readonly string[] {
  return Object.entries(headers).flatMap(([name, matcher]) => {
    const values = answer.headers[name] ?? [];
    if (values.length > 1 && !LISTS.has(name)) return [`the header ${name} is there ${values.length} times`];
    return match(matcher, values.length === 0 ? undefined : values.join(', '), `the header ${name}`, variables);
  });
}

function checkBody(expected: ExpectedAnswer, answer: WireAnswer, variables: Variables): readonly string[] {
  const { body, error, cause } = expected;
  if (body === undefined && error === undefined) return [];
  if (isEmptyMatcher(body)) {
    if (answer.text !== '') return [`there is a body: ${answer.text.slice(0, 160)}`];
    return match({ $absent: true }, answer.headers['content-type']?.[0], 'the header content-type', variables);
  }
  const parsed = parse(answer.text);
  if (parsed === undefined) return [`the body is no JSON: ${show(answer.text)}`];
  return [
    ...(body === undefined ? [] : match(body, parsed, 'the body', variables)),
    ...(error === undefined ? [] : match(errorObject(error), parsed, 'the body', variables)),
    ...(cause === undefined ? [] : match({ errorCauses: [{ errorSummary: cause }] }, parsed, 'the body', variables)),
  ];
}

/** `body: {$absent: true}` says that there is none, and no content type either. */
function isEmptyMatcher(body: unknown): boolean {
  return typeof body === 'object' && body !== null && '$absent' in body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
