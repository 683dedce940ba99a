import type { ExpectedCall, ExpectedCalls, ExpectedRequest } from './document/test-document.ts';
import { requestLine, type SentRequest } from './door/sent-request.ts';
import { matchRequest } from './match/match-request.ts';

/** What has to be asked next: one call, or several in any order. */
type Step = readonly ExpectedRequest[];

/** In what the calls of a flow are not the expected ones, in order. Undefined expects nothing of them. */
export function checkCalls(expected: ExpectedCalls | undefined, sent: readonly SentRequest[]): readonly string[] {
  if (expected === undefined) return [];
  const steps: readonly Step[] = expected.flatMap((item) =>
    typeof item === 'object' && 'set' in item
      ? [item.set.flatMap(toRequests)]
      : toRequests(item).map((request) => [request]),
  );
  let at = 0;
  for (const step of steps) {
    const problem = checkStep(step, sent.slice(at, at + step.length), at);
    if (problem !== null) return [`${problem}\n${callList(sent)}`];
    at += step.length;
  }
  if (at === sent.length) return [];
  return [`there were ${sent.length} calls, expected ${at}\n${callList(sent)}`];
}

function checkStep(step: Step, calls: readonly SentRequest[], at: number): string | null {
  const left = [...calls];
  for (const wanted of step) {
    const found = left.findIndex((call) => matchRequest(wanted, call).problems.length === 0);
    if (found !== -1) {
      left.splice(found, 1);
      continue;
    }
    const name = `call ${step.length === 1 ? at + 1 : `${at + 1} to ${at + step.length}`}`;
    const [first] = left;
    if (first === undefined) return `${name} is missing, expected ${title(wanted)}`;
    if (step.length > 1) return `${name}: none is ${title(wanted)}`;
    return `${name}: ${matchRequest(wanted, first).problems.slice(0, 5).join('; ')}`;
  }
  return null;
}

function toRequests(call: ExpectedCall): readonly ExpectedRequest[] {
  if (typeof call === 'object') {
    const { times = 1, ...request } = call;
    return Array.from({ length: times }, () => request);
  }
  const at = call.indexOf(' ');
  const address = call.slice(at + 1).trim();
  return [{ method: call.slice(0, at), ...(address.includes('*') ? { pattern: address } : { url: address }) }];
}

function title({ method, url, pattern, body }: ExpectedRequest): string {
  const text = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${method?.toUpperCase() ?? 'any'} ${url ?? pattern ?? 'request'}${text.length > 200 ? `${text.slice(0, 200)}…` : text}`;
}

const MOST_LINES = 30;

function callList(sent: readonly SentRequest[]): string {
  if (sent.length === 0) return '  there were none';
  const lines = sent.slice(0, MOST_LINES).map((call, at) => `  ${at + 1}. ${requestLine(call)}`);
  return [...lines, ...(sent.length > MOST_LINES ? [`  … ${sent.length - MOST_LINES} more`] : [])].join('\n');
}
