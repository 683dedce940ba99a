import { readFile, stat } from 'node:fs/promises';
import { StorageError } from '../storage-error.ts';
import { run } from './run.ts';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The operating system's user that PostgreSQL runs as: it refuses to run as root. */
export interface ServerUser extends Account {
  /** What `spawn` needs to become that user; empty when this process already is. */
  readonly spawnAs: { readonly uid?: number; readonly gid?: number };
}

async function nobody(): Promise<Account> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const entry = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(accounts);
  // Minimal images have no accounts at all; 65534 is the kernel's own overflow user.
  if (entry === null) return { uid: 65534, gid: 65534 };
  return { uid: Number(entry[1]) >>> 0, gid: Number(entry[2]) >>> 0 };
}

/** The owner of a folder, unless that is root or there is no such folder. */
async function unprivilegedOwner(folder: string): Promise<Account | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

/** Making a cluster, not running it, needs an account: the owner of a mounted volume may have none here. */
async function hasAccount({ uid }: Account): Promise<boolean> {
  const outcome = await run('/bin/sh', ['-c', 'id -un "$1"', 'sh', String(uid)], { spawnAs: {} });
  return outcome.status === 'exited' && outcome.code === 0;
}

/**
 * As an ordinary user: that user. As root: the owner of the cluster's folder if there is one, else the owner of the
 * data directory, else `nobody`. Throws a StorageError `platform_unsupported` where there are no such users.
 */
export async function chooseServerUser(clusterHome: string, dataDir: string): Promise<ServerUser> {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined) {
    throw new StorageError(
      'platform_unsupported',
      `The embedded PostgreSQL needs Unix sockets and users, which ${process.platform} lacks; set DATABASE_URL to a PostgreSQL 15 or later`,
    );
  }
  if (uid !== 0) return { uid, gid, spawnAs: {} };
  let account = await unprivilegedOwner(clusterHome);
  if (account === undefined) {
    const owner = await unprivilegedOwner(dataDir);
    account = owner !== undefined && (await hasAccount(owner)) ? owner : await nobody();
  }
  return { ...account, spawnAs: account };
}

/** Whether the server's user can enter `directory`: asked of the system, which also knows access lists and mounts. */
export async function canEnter(user: ServerUser, directory: string): Promise<boolean> {
  const outcome = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], user);
  return outcome.status === 'exited' && outcome.code === 0;
}
