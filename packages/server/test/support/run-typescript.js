/**
 * Runs a TypeScript program in a process of its own: `node run-typescript.js <program.ts> <arguments>`. For tests that
 * kill processes; Node 20 cannot do it by itself, and built files could be older than the sources under test.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createViteServer } from 'vitest/node';

const program = resolve(process.argv[2] ?? '');
const server = await createViteServer({
  configFile: false,
  root: resolve(import.meta.dirname, '..', '..'),
  cacheDir: join(tmpdir(), `headwater-vite-${process.pid}`),
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
});
const loaded = await server.ssrLoadModule(program);
await loaded.main(process.argv.slice(3));
await server.close();
