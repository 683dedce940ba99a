import {
  type Bindings,
  CardError,
  type ConnectionRef,
  checkUrl,
  type HttpPort,
  type HttpRequest,
  rewriteHost,
  sendAuthorized,
  type TokenCache,
} from '@headwater/workflows';
import type { OpenedConnection } from '../connections/open-connection.ts';
import type { Door } from './door.ts';
import { ownOrgPort } from './own-org.ts';

/** What the calls of one pack's flows need. */
export interface HttpPortOptions {
  readonly door: Pick<Door, 'send' | 'sendToItself'>;
  /** The connection that stands for a card's; null when none is bound. */
  readonly openConnection: (ref: ConnectionRef) => Promise<OpenedConnection | null>;
  /** Of the pack. */
  readonly hosts: NonNullable<Bindings['hosts']>;
  /** Of the org: ids of connections are its own. */
  readonly tokens: TokenCache;
}

/** Sends the calls of flows through the door, with the credentials of their connections and to the hosts that the pack is bound to. */
export function httpPort({ door, openConnection, hosts, tokens }: HttpPortOptions): HttpPort {
  const outside: HttpPort = {
    send: (request, signal) => door.send({ ...request, url: rewriteHost(request.url, hosts) }, signal),
  };
  return {
    async send(request: HttpRequest, signal) {
      if (request.connection === null) return outside.send({ ...request, url: checkUrl(request.url) }, signal);
      const opened = await openConnection(request.connection);
      if (opened === null) throw unbound(request.connection);
      const http = opened.selfUrl === null ? outside : ownOrgPort(door, opened.selfUrl);
      return sendAuthorized(opened.connection, request, { tokens, http, signal });
    },
  };
}

function unbound({ connector, id }: ConnectionRef): CardError {
  const which = id === null ? `the connector ${connector}` : `the connection ${id} (${connector})`;
  return new CardError(`Nothing is bound to ${which} of the pack; bind one of the org's connections to it`, {
    kind: 'connection',
  });
}
