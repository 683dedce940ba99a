import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server writes of itself into `postmaster.pid` (PostgreSQL source, `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
  /** True on the eighth line's `ready`; false while starting or stopping. */
  readonly ready: boolean;
  /** The whole text, to see whether the file was replaced. */
  readonly text: string;
}

export function postmasterPath(dataDirectory: string): string {
  return join(dataDirectory, 'postmaster.pid');
}

/** The file of a cluster, or undefined when there is none or its server has not written all of it yet. */
export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(postmasterPath(dataDirectory), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const socketDirectory = lines[4];
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || socketDirectory === undefined) return undefined;
  return { pid, port, socketDirectory, ready: lines[7] === 'ready', text };
}
