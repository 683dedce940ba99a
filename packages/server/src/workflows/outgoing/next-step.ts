import { CardError, type HttpResponse } from '@headwater/workflows';
import { withoutCredentials } from './request-headers.ts';

/** One try at one address. */
export interface Step {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | null;
}

/** An address of http or https. Throws a CardError `invalid_input` for any other. */
export function toUrl(text: string): URL {
  if (!URL.canParse(text)) throw new CardError(`"${text.slice(0, 200)}" is no address`, { kind: 'invalid_input' });
  const url = new URL(text);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new CardError(`Flows speak http and https, not ${url.protocol}`, { kind: 'invalid_input' });
}

/** Where an answer leads, as the Fetch standard follows redirects; null when it leads nowhere, or from https to http. */
export function nextStep({ method, url, headers, body }: Step, response: HttpResponse): Step | null {
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return null;
  if (!URL.canParse(location, url.href)) return null;
  const next = toUrl(new URL(location, url).href);
  // What was sent encrypted is not sent again in the open; the flow sees the answer itself.
  if (url.protocol === 'https:' && next.protocol === 'http:') return null;
  const kept = next.origin === url.origin ? headers : withoutCredentials(headers);
  const becomesGet = response.status === 303 ? method !== 'HEAD' : response.status < 303 && method === 'POST';
  if (!becomesGet) return { method, url: next, headers: kept, body };
  const { 'content-type': _type, 'content-encoding': _encoding, ...rest } = kept;
  return { method: 'GET', url: next, headers: rest, body: null };
}
