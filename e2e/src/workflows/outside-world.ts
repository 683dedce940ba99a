import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Service, ServiceAnswer } from './service.ts';

/** One call of a flow, as the world saw it; the address is the one the flow wrote. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  /** Parsed where it is JSON; null for none. */
  readonly body: unknown;
  readonly status: number;
}

export interface OutsideWorld {
  /** What stands in for each origin: `https://graph.microsoft.com` to an address here, as bindings of a pack take it. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The calls so far, in the order of their answers. */
  readonly calls: readonly Call[];
  forgetCalls(): void;
  /** Resolves when so many calls have been answered. */
  answered(count: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Plays every origin that flows call on one port of this machine, and writes down who called what.
 * @param services by origin
 */
export async function startOutsideWorld(services: Readonly<Record<string, Service>>): Promise<OutsideWorld> {
  const origins = Object.keys(services);
  const calls: Call[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, services, origins).then((call) => {
      calls.push(call);
      for (const { count, resolve } of waiting) if (calls.length >= count) resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    hosts: Object.fromEntries(origins.map((origin, place) => [origin, `http://127.0.0.1:${port}/${place}`])),
    calls,
    forgetCalls: () => void calls.splice(0),
    answered: (count) =>
      new Promise((resolve) => {
        if (calls.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const service of Object.values(services)) await service.close?.();
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  services: Readonly<Record<string, Service>>,
  origins: readonly string[],
): Promise<Call> {
  const [, place = '', path = ''] = /^\/(\d+)(.*)$/.exec(request.url ?? '') ?? [];
  const origin = origins[Number(place)] ?? '';
  const { method = '', headers } = request;
  const sent = await text(request);
  const service = services[origin];
  const answer =
    service === undefined
      ? { status: 404 }
      : await Promise.resolve(service.answer({ method, path, headers, body: sent })).catch(broken);
  respond(response, answer);
  const contentType = headers['content-type'];
  return {
    method,
    url: `${origin}${path}`,
    contentType,
    authorization: headers.authorization,
    body: contentType?.startsWith('application/json') && sent !== '' ? (JSON.parse(sent) as unknown) : sent || null,
    status: answer.status,
  };
}

function broken(error: unknown): ServiceAnswer {
  return { status: 500, body: { error: String(error) } };
}

function respond(response: ServerResponse, { status, body, headers }: ServiceAnswer): void {
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
