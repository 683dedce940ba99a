import type { IncomingMessage } from 'node:http';
import { notFound } from '@headwater/protocol';
import type { Org } from '../orgs/org.ts';

/** Names the org of a request, whatever its host is. */
export const ORG_HEADER = 'x-headwater-org';

const PREFIX = /^\/o\/([a-z][a-z0-9_]{0,40})(?=[/?]|$)/;

/**
 * The ways to an org in test mode besides its host name, on a server that allows test orgs: the path prefix `/o/<name>`, which works for
 * every client that has a base URL, and the header `x-headwater-org`.
 */
export interface OrgAddresses {
  /** The target of a request without the prefix of a test org; the same where it has none. */
  rewrite(request: IncomingMessage, url: string): string;
  /** The test org that the request names; undefined when it names none. Throws `notFound` for a header with another name. */
  orgOf(request: IncomingMessage): Org | undefined;
  /** What absolute links to the request's org begin with, after the host. */
  prefixOf(request: IncomingMessage): string;
}

/** Makes {@link OrgAddresses} over the orgs that there are. */
export function createOrgAddresses(findOrg: (name: string) => Org | undefined): OrgAddresses {
  const prefixed = new WeakMap<IncomingMessage, Org>();

  function testOrg(name: string): Org | undefined {
    const org = findOrg(name);
    return org?.testMode === undefined ? undefined : org;
  }

  return {
    rewrite(request, url) {
      const [prefix = '', name = ''] = PREFIX.exec(url) ?? [];
      const org = name === '' ? undefined : testOrg(name);
      if (org === undefined) return url;
      prefixed.set(request, org);
      const rest = url.slice(prefix.length);
      return rest.startsWith('/') ? rest : `/${rest}`;
    },
    orgOf(request) {
      const name = request.headers[ORG_HEADER];
      if (prefixed.has(request) || name === undefined) return prefixed.get(request);
      const org = typeof name === 'string' ? testOrg(name) : undefined;
      if (org === undefined) throw notFound(String(name), 'Organization');
      return org;
    },
    prefixOf(request) {
      const org = prefixed.get(request);
      return org === undefined ? '' : `/o/${org.name}`;
    },
  };
}
