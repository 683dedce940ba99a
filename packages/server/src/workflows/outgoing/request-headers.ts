import { CardError } from '@headwater/workflows';
import { ACCEPTED_ENCODINGS } from './read-answer.ts';

/** Headers that belong to the connection, not to a request of a flow. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Visible characters, blanks and tabs: nothing that would begin another header. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The headers of a request as they are sent, names in lower case. Throws a CardError `invalid_input` for a name or a value that no
 * header can have.
 */
export function toHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': ACCEPTED_ENCODINGS };
  for (const [name, value] of Object.entries(given)) {
    if (!TOKEN.test(name)) throw new CardError(`"${shorten(name)}" is no name of a header`, { kind: 'invalid_input' });
    const lower = name.toLowerCase();
    if (OF_THE_CONNECTION.has(lower)) continue;
    // Not encoded by HTTP: the bytes of UTF-8, one character each.
    const sent = VALUE.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
    if (!VALUE.test(sent)) {
      throw new CardError(`The header ${name} has a line break or another control character`, {
        kind: 'invalid_input',
      });
    }
    headers[lower] = sent;
  }
  return headers;
}

/** Headers that say what is sent and wanted, and nothing of who asks. */
const HARMLESS =
  /^(?:accept(?:-.+)?|content-(?:type|encoding|language)|user-agent|if-.+|range|cache-control|pragma|prefer)$/;

/**
 * The headers that may go along to another origin. Under any other name may be a credential: connections choose theirs, and flows write
 * some themselves.
 */
export function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.test(name)));
}

/** The method in upper case. Throws a CardError `invalid_input`. */
export function toMethod(given: string): string {
  const method = given.trim().toUpperCase();
  if (TOKEN.test(method) && method !== 'CONNECT' && method !== 'TRACE') return method;
  throw new CardError(`"${shorten(given)}" is no method that a flow can use`, { kind: 'invalid_input' });
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
