import type { HttpResponse } from '@headwater/workflows';
import { directoryRoom } from '../../../src/directory/routes.ts';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import { createSecrets, SECRET_KEY_BYTES, type Secrets } from '../../../src/secrets/secrets.ts';
import { connectionsRoom } from '../../../src/workflows/connections/routes.ts';
import { flowsRoom } from '../../../src/workflows/flows/routes.ts';
import { compileAllowList } from '../../../src/workflows/outgoing/allow-list.ts';
import { type DoorRequest, openDoor } from '../../../src/workflows/outgoing/door.ts';
import { examinePack } from '../../../src/workflows/packs/examine-pack.ts';
import { packsRoom } from '../../../src/workflows/packs/routes.ts';
import { tablesRoom } from '../../../src/workflows/tables/routes.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';

export const BASE = '/api/v1/headwater';

/** A server with the rooms of packs, flows, tables and connections. */
export interface FlowsServer extends TestServer {
  readonly secrets: Secrets;
  /** What was sent to the outside. */
  readonly sent: DoorRequest[];
  /** Answers of the outside, first come first served; afterwards 200 without a body. */
  readonly answers: (Partial<HttpResponse> | Error)[];
  /** Imports a pack by HTTP. */
  importPack(name: string, content: string | Buffer, query?: string): Promise<Answer>;
  /** Address of the server. */
  readonly url: string;
}

export async function startFlowsServer(): Promise<FlowsServer> {
  const secrets = createSecrets(Buffer.alloc(SECRET_KEY_BYTES, 1));
  const sent: DoorRequest[] = [];
  const answers: (Partial<HttpResponse> | Error)[] = [];
  const send = async (request: DoorRequest) => {
    sent.push(request);
    const answer = answers.shift() ?? {};
    if (answer instanceof Error) throw answer;
    return { status: 200, headers: {}, body: new Uint8Array(), ...answer };
  };
  let url: string | undefined;
  const itself = openDoor({ allow: compileAllowList([]), server: () => url });
  const rooms = [
    connectionsRoom({ secrets, door: { send, sendToItself: itself.sendToItself } }),
    packsRoom({ examine: async (file, options) => examinePack(file, options) }),
    flowsRoom,
    tablesRoom,
    directoryRoom,
  ];
  const server = await startTestServer({ rooms });
  url = `http://127.0.0.1:${server.port}`;
  const { close: closeServer } = server;
  await migrateJobQueue(server.database, () => undefined);
  return Object.assign(server, {
    secrets,
    sent,
    answers,
    url,
    close: async () => {
      await itself.close();
      await closeServer();
    },
    importPack: (name: string, content: string | Buffer, query = '') =>
      server.call('POST', `${BASE}/flow-packs?name=${encodeURIComponent(name)}${query}`, {
        raw: content,
        headers: { 'content-type': 'application/json' },
      }),
  });
}
