import { CardError, type HttpPort } from '@headwater/workflows';
import { ORG_HEADER } from '../../test-mode/org-address.ts';
import type { Door } from './door.ts';

/** The way to a test org by its path; a path behind it means another one. */
const TO_AN_ORG = /^\/+o\//;

/** Sends the requests of a connection to the very org it is in: to this process, whatever leads to `baseUrl` from outside, and nowhere else. */
export function ownOrgPort(door: Pick<Door, 'sendToItself'>, baseUrl: string): HttpPort {
  return {
    async send(request, signal) {
      const { href } = withinOrg(new URL(baseUrl), new URL(request.url));
      const headers = Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== ORG_HEADER);
      return door.sendToItself({ ...request, url: href, headers: Object.fromEntries(headers) }, signal);
    },
  };
}

/**
 * The URL of a request as the org has it. Links that a test org gives begin with its path already; they are not put behind it once
 * more. Throws a CardError `invalid_input` for what another org, or none, would answer.
 */
function withinOrg(base: URL, url: URL): URL {
  const prefix = base.pathname.replace(/\/+$/, '');
  const isBelow = url.origin === base.origin && url.pathname.startsWith(`${prefix}/`);
  const rest = isBelow ? url.pathname.slice(prefix.length) : null;
  const path = rest?.startsWith(`${prefix}/`) === true ? rest.slice(prefix.length) : rest;
  if (path === null || TO_AN_ORG.test(path)) {
    throw new CardError(`"${url.pathname}" leads out of the org that the connection is to`, { kind: 'invalid_input' });
  }
  const within = new URL(url);
  within.pathname = prefix + path;
  return within;
}
