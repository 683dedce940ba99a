import { systemClock } from '@headwater/protocol';
import { startServer } from '@headwater/server';

/** The server under measurement, in a process of its own: says where it is, and ends with its standard input. */
const [dataDir = ''] = process.argv.slice(2);
const log = { info: () => undefined, warn: console.error, error: console.error };
const server = await startServer(
  {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: undefined,
    secretKey: undefined,
    testOrgs: false,
    trustProxy: false,
  },
  log,
);
console.log(JSON.stringify({ url: server.url, pid: server.pid, firstStart: server.firstStart, at: systemClock.now() }));
process.stdin.resume();
process.stdin.once('end', () => void server.close().then(() => process.exit(0)));
