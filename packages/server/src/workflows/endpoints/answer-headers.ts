import { EXECUTION_HEADER } from './execution-header.ts';

/** Headers that are the server's own, and those by which an answer would change what browsers do with the rest of the org's address. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'alt-svc',
  'clear-site-data',
  'connection',
  'content-length',
  'content-security-policy',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'public-key-pins',
  'service-worker-allowed',
  'set-cookie',
  'set-cookie2',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-content-type-options',
  'x-frame-options',
  EXECUTION_HEADER,
]);

/** Headers that tell the proxy before the server to answer with something of its own: files, other addresses. */
const FOR_PROXIES = /^(?:x-accel-|x-sendfile|x-lighttpd-|x-reproxy-|surrogate-)/;

/** What a page that a flow answers with may do: nothing as the org, whose address it has. */
const SANDBOX = 'sandbox allow-forms allow-popups allow-scripts';

/** The headers of an answer that flows may give, in lower case; those that no answer can have, or no flow, are left out. */
export function answerHeaders(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    const isSound = /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
    if (isSound && !OWN_HEADERS.has(lower) && !FOR_PROXIES.test(lower) && lower !== '__proto__') headers[lower] = value;
  }
  // As text, to which nothing is added but a type where there is none.
  headers['content-type'] ??= 'text/plain; charset=utf-8';
  headers['content-security-policy'] = SANDBOX;
  return headers;
}
