import { CardError } from '@headwater/workflows';

/** Names that mean this machine to a client on it. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;
/** What a server listens on that listens on all of the machine's addresses. */
const EVERYWHERE = ['0.0.0.0', '[::]'];

/** Headers by which a proxy in front of a server vouches for who asks; a flow vouches for nobody. */
const OF_PROXIES = /^(?:forwarded|x-forwarded-.+|x-real-ip)$/;

/**
 * Where to connect for a URL that means this very server by its own port on this machine; null for any other. What answers there is the API
 * that everybody can call and that asks for a token, so that nothing private opens by it. Connecting to the known address rather than to
 * the name leaves nothing to a resolver.
 * @param server the address at which the server answers; undefined while it does not
 */
export function ownAddress(url: URL, server: string | undefined): URL | null {
  if (server === undefined || url.protocol !== 'http:' || !LOOPBACK.test(url.hostname)) return null;
  const own = new URL(server);
  if (own.port !== url.port || !(EVERYWHERE.includes(own.hostname) || LOOPBACK.test(own.hostname))) return null;
  return at(own, url);
}

/**
 * Where to connect for a URL of this very server, whatever leads to it from outside. Throws a CardError `connection` while the server does
 * not answer.
 */
export function addressOfItself(url: URL, server: string | undefined): URL {
  if (server === undefined) throw new CardError('The server does not answer requests yet', { kind: 'connection' });
  return at(new URL(server), url);
}

/** Path and query of a URL at another address. */
function at(own: URL, { pathname, search }: URL): URL {
  const address = new URL(own.origin);
  if (EVERYWHERE.includes(own.hostname)) address.hostname = '127.0.0.1';
  address.pathname = pathname;
  address.search = search;
  return address;
}

/** The headers of a request to this server, which knows an org by its host. */
export function ownHeaders(headers: Readonly<Record<string, string>>, url: URL): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_PROXIES.test(name));
  return { ...Object.fromEntries(kept), host: url.host };
}
