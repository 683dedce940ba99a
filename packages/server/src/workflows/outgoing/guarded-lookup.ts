import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AllowList } from './allow-list.ts';

/** A host that flows may not reach. */
export class ForbiddenHost extends Error {
  override readonly name = 'ForbiddenHost';

  constructor(host: string) {
    super(`${host} is not on the public Internet; whoever runs the server can allow it with HEADWATER_WORKFLOWS_ALLOW`);
  }
}

/** How a name becomes addresses; the system's own unless a test says otherwise. */
export type Resolve = (host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

const resolveBySystem: Resolve = (host, done) => lookup(host, { all: true }, done);

/** Refuses a host that is an address: those are connected to without being looked up. Throws a {@link ForbiddenHost}. */
export function checkLiteral(host: string, allow: AllowList): void {
  const address = host.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !allow.allowsAddress(address)) throw new ForbiddenHost(address);
}

/**
 * The look-up of a connection: what it gives is what is connected to, so that no second answer of the name's server can lead elsewhere. One
 * address among several that may not be reached refuses them all.
 */
export function guardedLookup(allow: AllowList, resolve: Resolve = resolveBySystem): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${host} has no address`), '');
        return;
      }
      if (!allow.allowsName(host) && !addresses.every(({ address }) => allow.allowsAddress(address))) {
        callback(new ForbiddenHost(host), '');
        return;
      }
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
