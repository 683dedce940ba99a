/**
 * The URL with another address, where bindings name one (workflows-format 10.5). A key is an origin, such as
 * `https://graph.microsoft.com`, or one with the beginning of a path; the longest that fits counts. Path and query behind it are kept
 * character by character and put behind the address that stands in, which may have a path of its own. URLs with a user name are
 * left alone.
 */
export function rewriteHost(url: string, hosts: Readonly<Record<string, string>>): string {
  const target = split(url);
  if (target === null) return url;
  let best: { readonly path: string; readonly address: string } | null = null;
  for (const [key, address] of Object.entries(hosts)) {
    const from = split(key);
    if (from === null || from.origin !== target.origin) continue;
    const path = from.rest.replace(/\/+$/, '');
    if (isBelow(target.rest, path) && (best === null || path.length > best.path.length)) best = { path, address };
  }
  return best === null ? url : best.address.replace(/\/+$/, '') + target.rest.slice(best.path.length);
}

function isBelow(rest: string, path: string): boolean {
  return rest.startsWith(path) && /^([/?#]|$)/.test(rest.slice(path.length));
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Origin in lower case without the standard port, and everything behind it. */
function split(url: string): { readonly origin: string; readonly rest: string } | null {
  const [, scheme = '', host = '', rest = ''] = /^(https?):\/\/([^/?#\\@\s]+)((?:[/?#].*)?)$/is.exec(url) ?? [];
  if (host === '') return null;
  const port = DEFAULT_PORTS[scheme.toLowerCase()] ?? '';
  const bare = host.toLowerCase();
  return { origin: `${scheme.toLowerCase()}://${bare.endsWith(port) ? bare.slice(0, -port.length) : bare}`, rest };
}
