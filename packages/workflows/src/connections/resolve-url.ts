import { CardError } from '../run/card-error.ts';
import type { Connection } from './connection-kinds.ts';

/**
 * Where a request of a connection goes: a path is resolved against its base URL. An `okta` connection takes paths only, so that its
 * token never leaves the org; the others take whole URLs, within their `origins` when they have some. What the caller wrote is kept
 * character by character. Throws a CardError `invalid_input` for a URL that leads elsewhere.
 */
export function resolveUrl({ kind, settings }: Connection, url: string): string {
  const { baseUrl } = settings;
  if (url.startsWith('/')) return resolvePath(baseUrl, url);
  if (kind === 'okta') {
    throw invalid(`"${url}" is a whole URL; on an Okta connection write the path alone, such as /api/v1/users.`);
  }
  const target = parse(url);
  if (kind !== 'none' && settings.origins !== undefined && !settings.origins.some((one) => sameOrigin(one, target))) {
    throw invalid(
      `The connection's credentials may not go to ${target.origin}, only to ${settings.origins.join(', ')}. Choose another connection, or add the origin to this one.`,
    );
  }
  return url;
}

/** A whole URL that a request without a connection may go to. Throws as {@link resolveUrl}. */
export function checkUrl(url: string): string {
  parse(url);
  return url;
}

function resolvePath(baseUrl: string | undefined, path: string): string {
  if (baseUrl === undefined)
    throw invalid(`"${path}" is a path, and the connection has no base URL to resolve it against.`);
  if (/^\/[/\\]/.test(path)) throw invalid(`"${path}" names another host. A path begins with one "/".`);
  const base = parse(baseUrl);
  const whole = `${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`;
  if (parse(whole).origin !== base.origin) throw invalid(`"${path}" leads away from ${base.origin}.`);
  return whole;
}

function parse(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw new CardError(
      `"${url}" is no URL; it begins with https:// or http://.`,
      { kind: 'invalid_input' },
      { cause },
    );
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
    throw invalid(`"${url}" is called over ${parsed.protocol.slice(0, -1)}; use https or http.`);
  }
  if (parsed.username !== '' || parsed.password !== '' || /^[^/?#]*:[/\\]*[^/\\?#]*@/.test(url)) {
    throw invalid('A URL with a user name in it is not called; put credentials in a connection.');
  }
  // Backslashes and line breaks are read differently by different clients; none of them is needed.
  if (/[\\\s]/.test(url)) throw invalid(`"${url}" holds a backslash or white space.`);
  return parsed;
}

function sameOrigin(origin: string, target: URL): boolean {
  return parse(origin).origin === target.origin;
}

function invalid(message: string): CardError {
  return new CardError(message, { kind: 'invalid_input' });
}
