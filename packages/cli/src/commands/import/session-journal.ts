import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Remembers the sessions that an import opens, in a small file of the user, until the import is over: an import that was
 * killed would otherwise leave a session behind which blocks the next one for a day.
 */
export interface SessionJournal {
  /** Sessions of imports that are no more. */
  readonly abandoned: readonly string[];
  add(sessionId: string): Promise<void>;
  /** Forgets the sessions of this import and the abandoned ones. */
  close(): Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly pid: number;
}

/** Opens the journal of one source of one org. Not being able to write it is no reason not to import. */
export async function openSessionJournal(
  environment: Readonly<Record<string, string | undefined>>,
  { url, sourceId }: { readonly url: string; readonly sourceId: string },
): Promise<SessionJournal> {
  const folder = join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'headwater', 'sessions');
  const file = join(folder, `${createHash('sha256').update(`${url} ${sourceId}`).digest('hex').slice(0, 32)}.json`);
  const before = await readEntries(file);
  const others = before.filter(({ pid }) => pid !== process.pid && isAlive(pid));
  const mine: Entry[] = [];

  const save = async (entries: readonly Entry[]) => {
    try {
      if (entries.length === 0) return await rm(file, { force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(file, JSON.stringify(entries), { mode: 0o600 });
    } catch {
      // A read-only home: a killed import is then cleared by the org itself, after a day.
    }
  };
  return {
    abandoned: before.filter((entry) => !others.includes(entry)).map(({ id }) => id),
    add: (id) => {
      mine.push({ id, pid: process.pid });
      return save([...before, ...mine]);
    },
    close: () => save(others),
  };
}

async function readEntries(file: string): Promise<readonly Entry[]> {
  try {
    const entries: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, pid } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && typeof pid === 'number';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one nevertheless.
    return error instanceof Error && (error as { readonly code?: unknown }).code === 'EPERM';
  }
}
