import { existsSync, readFileSync } from 'node:fs';

const directory = new URL('../../../../../shared/packs/', import.meta.url);

/** Reads a published pack that lies beside the repository; null where there are none. */
export const SHARED_PACKS: ((path: string) => string) | null = existsSync(directory)
  ? (path) => readFileSync(new URL(path, directory), 'utf8')
  : null;
