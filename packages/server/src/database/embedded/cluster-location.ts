import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { canEnter, chooseServerUser, type ServerUser } from './server-user.ts';

/** Where a cluster lives. All of `home` belongs to the server's user, with mode 0700. */
export interface ClusterLocation {
  readonly home: string;
  /** PostgreSQL's data directory. */
  readonly dataDirectory: string;
  readonly socketDirectory: string;
  readonly logFile: string;
  /** Where a copy of the binaries may be put. */
  readonly binariesFolder: string;
  readonly user: ServerUser;
}

/** Where root puts what `nobody` cannot reach in the data directory. */
const systemFolder = '/var/lib/headwater';

/** A socket's path has 107 bytes on Linux and 103 on macOS, the name `.s.PGSQL.5432` included. */
const longestSocketPath = 103;
const socketName = '.s.PGSQL.5432';

/** Stands in the data directory when the cluster is somewhere else; holds the path of its home. */
const pointerName = 'postgres.location';

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

interface Pointer {
  readonly home: string;
  /** Whether a server has run there, so that its cluster must be there. */
  readonly used: boolean;
}

const usedMark = 'in use';

async function readPointer(dataDir: string): Promise<Pointer | undefined> {
  const text = await readFile(join(dataDir, pointerName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [home = '', mark] = text.split('\n');
  return home === '' ? undefined : { home, used: mark === usedMark };
}

/** Written before the cluster is made and at once, so that a data directory never loses sight of its cluster. */
async function writePointer(dataDir: string, { home, used }: Pointer): Promise<void> {
  const arriving = join(dataDir, `${pointerName}.${process.pid}`);
  await writeFile(arriving, used ? `${home}\n${usedMark}\n` : `${home}\n`);
  await rename(arriving, join(dataDir, pointerName));
}

/** Notes that a server has run at `location`: from now on its cluster is missed, not made anew. */
export async function markUsed(dataDir: string, { home }: ClusterLocation): Promise<void> {
  const pointer = await readPointer(dataDir);
  if (pointer?.home === home && !pointer.used) await writePointer(dataDir, { home, used: true });
}

async function checkPresent(pointer: Pointer, dataDir: string): Promise<void> {
  if (!pointer.used || (await stat(join(pointer.home, 'data', 'PG_VERSION')).catch(() => undefined))) return;
  throw new StorageError(
    'cluster_missing',
    `${join(dataDir, pointerName)} says that the database is in ${pointer.home}, but it is not there; bring that folder back, or delete the file to begin with an empty database`,
  );
}

/** Opens the data directory itself, and only itself, for passing through. */
async function makeEnterable(dataDir: string, user: ServerUser): Promise<boolean> {
  if (await canEnter(user, dataDir)) return true;
  const { mode } = await stat(dataDir);
  await chmod(dataDir, (mode & 0o7777) | 0o011);
  if (await canEnter(user, dataDir)) return true;
  await chmod(dataDir, mode & 0o7777);
  return false;
}

async function chooseHome(dataDir: string): Promise<{ home: string; user: ServerUser }> {
  const inside = join(dataDir, 'postgres');
  const pointer = await readPointer(dataDir);
  if (pointer !== undefined) await checkPresent(pointer, dataDir);
  const home = pointer?.home ?? inside;
  const user = await chooseServerUser(home, dataDir);
  if (pointer !== undefined || user.spawnAs.uid === undefined || (await makeEnterable(dataDir, user))) {
    return { home, user };
  }
  if (await stat(inside).catch(() => undefined)) {
    throw new StorageError(
      'cluster_inaccessible',
      `The database in ${inside} belongs to user ${user.uid}, who cannot enter that folder any more; make its parent folders enterable (chmod o+x) or run Headwater as that user`,
    );
  }
  const outside = join(systemFolder, shortHash(dataDir));
  await writePointer(dataDir, { home: outside, used: false });
  return { home: outside, user };
}

/**
 * Makes a folder of mode 0700 that belongs to the server's user, or makes sure that it is one. Through a handle that
 * follows no link, because root does this in folders that others can write to.
 */
async function ownFolder(path: string, user: ServerUser): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
  const folder = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch((cause: unknown) => {
    throw inaccessible(path, 'cannot be opened as a folder', cause);
  });
  try {
    const found = await folder.stat();
    if (found.uid !== user.uid) {
      // Only root may give a folder away, and only one that root made.
      if (user.spawnAs.uid === undefined || found.uid !== 0) throw inaccessible(path, `belongs to user ${found.uid}`);
      await folder.chown(user.uid, user.gid);
    }
    if ((found.mode & 0o7777) !== 0o700) await folder.chmod(0o700);
  } finally {
    await folder.close();
  }
}

function inaccessible(path: string, fact: string, cause?: unknown): StorageError {
  return new StorageError(
    'cluster_inaccessible',
    `${path} ${fact}, but the embedded PostgreSQL needs it as a folder of the user it runs as; run Headwater as that owner, change the owner, or move it away`,
    { cause },
  );
}

function chooseSocketDirectory(home: string, user: ServerUser): string {
  const inside = join(home, 'run');
  if (Buffer.byteLength(join(inside, socketName)) <= longestSocketPath) return inside;
  return join(tmpdir(), `headwater-${user.uid}-${shortHash(home)}`);
}

/**
 * Decides where the cluster of a data directory is and makes its folders. `<dataDir>/postgres`, unless this process is
 * root and the unprivileged user it must run PostgreSQL as cannot get there (`/root`, a private temporary folder): then
 * `/var/lib/headwater/<hash>`, with a pointer left in the data directory. The socket goes to a private folder under the
 * system's temporary one when its path would be too long. Throws a StorageError `cluster_inaccessible`.
 */
export async function locateCluster(dataDir: string): Promise<ClusterLocation> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const real = await realpath(dataDir);
  const { home, user } = await chooseHome(real);
  const outside = home.startsWith(`${systemFolder}/`);
  if (outside) await mkdir(systemFolder, { recursive: true, mode: 0o711 });
  await ownFolder(home, user);
  const socketDirectory = chooseSocketDirectory(home, user);
  await ownFolder(socketDirectory, user);
  return {
    home,
    dataDirectory: join(home, 'data'),
    socketDirectory,
    logFile: join(home, 'server.log'),
    binariesFolder: outside ? systemFolder : home,
    user,
  };
}
