import { readFile, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClusterLocation } from './cluster-location.ts';
import { postmasterPath } from './postmaster-file.ts';
import { run } from './run.ts';

export const socketPort = 5432;

/** The program a process runs, or undefined when there is no such process. */
async function programOf(pid: number, location: ClusterLocation): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
    return commandLine?.split('\0')[0];
  }
  const outcome = await run('/bin/ps', ['-p', String(pid), '-o', 'comm='], location.user);
  return outcome.status === 'exited' && outcome.code === 0 ? outcome.output : undefined;
}

async function removeIfStale(path: string, location: ClusterLocation): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid)) return;
  const program = await programOf(pid, location);
  if (program === undefined || basename(program).startsWith('postgres')) return;
  const now = await readFile(path, 'utf8').catch(() => '');
  if (now === text) await unlink(path).catch(() => undefined);
}

/**
 * Removes the lock files of a server that is gone when its process id now belongs to another program, as happens after
 * every restart of a container: PostgreSQL sees only that the process lives, and refuses to start. Files whose process
 * is gone PostgreSQL removes itself; those of any `postgres` stay.
 */
export async function removeStaleLocks(location: ClusterLocation): Promise<void> {
  await removeIfStale(postmasterPath(location.dataDirectory), location);
  await removeIfStale(join(location.socketDirectory, `.s.PGSQL.${socketPort}.lock`), location);
}
