import { matchValue, show } from './match-value.ts';

/** What a request has to go to. */
export interface ExpectedAddress {
  /** An address or a path. With a question mark its query has to be the same, in any order. */
  readonly url?: string | undefined;
  /** The same with `*` for anything. */
  readonly pattern?: string | undefined;
  /** Some of the query's parameters. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
}

/** In what an address is not as expected, as sentences. Paths are compared without the host. */
export function matchUrl({ url, pattern, query }: ExpectedAddress, actual: string): readonly string[] {
  const [address, search] = splitQuery(actual);
  const problems: string[] = [];
  if (url !== undefined && !isSameUrl(url, address, search)) problems.push(`the address is ${actual}, expected ${url}`);
  if (pattern !== undefined && !fitsPattern(pattern, actual)) {
    problems.push(`the address is ${actual}, expected one like ${pattern}`);
  }
  if (query !== undefined) {
    const found = parameters(search);
    for (const [name, wanted] of Object.entries(query)) {
      const expected = typeof wanted === 'number' || typeof wanted === 'boolean' ? String(wanted) : wanted;
      problems.push(...matchValue(expected, found[name], `query.${name}`));
    }
  }
  return problems;
}

function isSameUrl(expected: string, address: string, search: string): boolean {
  const [wanted, query] = splitQuery(expected);
  if (decoded(wanted) !== decoded(wanted.startsWith('/') ? pathOf(address) : address)) return false;
  return !expected.includes('?') || show(sorted(query)) === show(sorted(search));
}

function fitsPattern(pattern: string, actual: string): boolean {
  const text = decoded(pattern.startsWith('/') ? pathOf(actual) : actual);
  const [first = '', ...others] = decoded(pattern).split('*');
  if (!text.startsWith(first)) return false;
  const last = others.pop();
  if (last === undefined) return text === first;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function splitQuery(url: string): readonly [address: string, query: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

/** Blanks may be written as they are, `%20` or `+`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sorted(query: string): readonly string[] {
  return [...new URLSearchParams(query)].map(([name, value]) => JSON.stringify([name, value])).sort();
}

/** By name; a list where one comes several times. */
function parameters(query: string): Readonly<Record<string, unknown>> {
  const found = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(found.keys())].map((name) => {
      const values = found.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
