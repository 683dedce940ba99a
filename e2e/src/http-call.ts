import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request, as it goes on the wire: nothing is added but `Host`, `Connection` and the length of the body. */
export interface Call {
  readonly method: string;
  /** Path and query, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; a repeated header is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends one request. Rejects when the connection breaks before the answer is complete. */
export function send(url: string, { method, path, headers = {}, body }: Call): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = body === undefined && method !== 'POST' ? {} : { 'content-length': Buffer.byteLength(body ?? '') };
    const outgoing = request(
      { agent, hostname, port, method, path, headers: { ...length, ...headers } },
      (incoming) => {
        text(incoming).then(
          (received) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: received }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
