/**
 * The server of a test process, in a process of its own, so that neither stands in the other's way: fake timers, mocked modules and
 * an event loop that a test blocks do not reach it, and it does not keep the test process alive. Says on standard output
 * where it is, in one line of JSON; ends, and takes its data with it, when standard input ends, which it does when the test process
 * goes, be it by SIGKILL.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, type RunningServer, resolveConfig, startServer } from '@headwater/server';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const tell = (message: string, data?: Readonly<Record<string, unknown>>) => {
  process.stderr.write(
    `${message} ${JSON.stringify(data ?? {}, (_, value) => (value instanceof Error ? value.stack : value))}\n`,
  );
};
const log: Log = { info: () => undefined, warn: tell, error: tell };

const parentGone = new Promise<void>((resolve) => {
  process.stdin.once('end', resolve).once('close', resolve).once('error', resolve).resume();
});

const folder = await mkdtemp(join(tmpdir(), 'headwater-testing-'));
// Run by root, the database has a user of its own, who must get to its folder below.
await chmod(folder, 0o711);

let server: RunningServer | undefined;
try {
  server = await startServer(
    resolveConfig({ port: 0, host: '127.0.0.1', dataDir: join(folder, 'data'), testOrgs: true }, {}),
    log,
  );
  say({ url: server.url, token: server.firstStart?.token });
  await Promise.race([parentGone, server.failed]);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
} finally {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
}
