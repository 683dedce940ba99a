import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Binaries } from './binaries.ts';
import type { ClusterLocation } from './cluster-location.ts';
import { serverEnvironment } from './run.ts';
import { serverSettings } from './server-settings.ts';

/** A server that this process started, alive until `exited`. */
export interface GuardedServer {
  /** The postmaster's process id. */
  readonly pid: number;
  /** Settles when the server is gone: its exit code, and the end of what it logged. Never rejects. */
  readonly exited: Promise<{ readonly code: number | null; readonly log: string }>;
  /** True until the server is gone. */
  isAlive(): boolean;
  /** Asks for a fast shutdown: transactions are rolled back, everything is written, the server goes. */
  stop(): void;
}

/**
 * Runs "$@" until it ends, and stops it (SIGINT, PostgreSQL's fast shutdown) when standard input ends, which it does
 * when the parent goes, be it by SIGKILL. Standard output tells the server's process id.
 */
const guardScript = `
exec 3<&0
"$@" </dev/null >&2 3<&- &
server=$!
echo $server
( while read -r _ <&3; do :; done; kill -INT $server ) >/dev/null 2>&1 &
watcher=$!
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code
`;

const largestLogBytes = 16 * 2 ** 20;
const quotedLogBytes = 4_000;

/** Opened by this process, which may be root, in a folder of the server's user: hence no following of links. */
async function openLog(location: ClusterLocation): Promise<FileHandle> {
  const path = location.logFile;
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLogBytes) await rename(path, `${path}.old`);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  if (location.user.spawnAs.uid !== undefined) await file.chown(location.user.uid, location.user.gid);
  return file;
}

/** What the server has logged since `start`, at most the last 4,000 bytes. */
async function readLogSince(path: string, start: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(start, size - quotedLogBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), { position: from });
    return buffer.subarray(0, bytesRead).toString().trim();
  } finally {
    await file.close();
  }
}

/** Starts a server; it is not ready yet. Rejects only when the guard, `/bin/sh`, cannot be run. */
export async function startGuardedServer(location: ClusterLocation, binaries: Binaries): Promise<GuardedServer> {
  const log = await openLog(location);
  const { size: logStart } = await log.stat();
  const settings = serverSettings(location.socketDirectory);
  const guard = spawn(
    '/bin/sh',
    ['-c', guardScript, 'headwater-postgres', binaries.postgres, '-D', location.dataDirectory, ...settings],
    {
      ...location.user.spawnAs,
      cwd: '/',
      env: serverEnvironment(),
      // A session of its own: an interrupt at the terminal is for Headwater, which stops the server last.
      detached: true,
      stdio: ['pipe', 'pipe', log.fd],
    },
  );
  const ended = new Promise<number | null>((resolve) => guard.on('exit', resolve));
  try {
    await once(guard, 'spawn');
  } finally {
    await log.close();
  }
  const { stdin, stdout } = guard;
  if (stdin === null || stdout === null) throw new TypeError('The guard was started without its pipes');
  // The pipe breaks when the guard is killed; `exited` tells that.
  stdin.on('error', () => undefined);
  const pid = Number(await readFirstLine(stdout));

  let alive = true;
  const exited = ended.then(async (code) => {
    alive = false;
    return { code, log: await readLogSince(location.logFile, logStart).catch(() => '') };
  });
  return { pid, exited, isAlive: () => alive, stop: () => stdin.end() };
}

function readFirstLine(stream: Readable): Promise<string> {
  const lines = createInterface({ input: stream });
  return new Promise((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
}
