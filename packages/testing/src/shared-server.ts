import { type StartedServer, startServer, type TestServer } from './start-server.ts';

/** Module registries are emptied between test files by some frameworks; the global object is not. */
const KEY = Symbol.for('headwater.testing.server');

/** The server of this process: `HEADWATER_URL` with `HEADWATER_TOKEN`, or one that is started at the first call. */
export async function sharedServer(): Promise<TestServer> {
  const { HEADWATER_URL: url = '', HEADWATER_TOKEN: token = '' } = process.env;
  if (url !== '' && token !== '') return { url, token };
  const kept = globalThis as { [KEY]?: Promise<StartedServer> };
  kept[KEY] = aliveOrNew(kept[KEY]);
  return kept[KEY];
}

async function aliveOrNew(before: Promise<StartedServer> | undefined): Promise<StartedServer> {
  const known = await before?.catch(() => undefined);
  return known?.isAlive() === true ? known : startServer();
}
