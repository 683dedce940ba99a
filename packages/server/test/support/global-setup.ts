/**
 * Offers every test file of a run one embedded PostgreSQL, started when the first of them asks (`startTestCluster`), so
 * that a run without the database does not pay for it. It lives in this process because test workers come and go.
 */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type OpenDatabase, openDatabase } from '../../src/database/open-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The socket that answers every connection with the `ConnectionOptions` of the run's cluster, as JSON. */
    testClusterSocket: string;
  }
}

let folder = '';
let desk: Server | undefined;
let cluster: Promise<OpenDatabase> | undefined;

async function answer(): Promise<string> {
  cluster ??= openDatabase({ dataDir: join(folder, 'data'), applicationName: 'headwater test run' });
  return JSON.stringify((await cluster).database.options);
}

export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'headwater-test-'));
  // Run by root, the server has a user of its own, who must get to its folder below.
  await chmod(folder, 0o711);
  const socket = join(folder, 'desk');
  desk = createServer((connection) => {
    connection.on('error', () => undefined);
    answer().then(
      (options) => connection.end(options),
      (error: unknown) => connection.destroy(error instanceof Error ? error : undefined),
    );
  });
  desk.listen(socket);
  await once(desk, 'listening');
  project.provide('testClusterSocket', socket);
}

export async function teardown(): Promise<void> {
  desk?.close();
  await (await cluster)?.close();
  await rm(folder, { recursive: true, force: true });
}
