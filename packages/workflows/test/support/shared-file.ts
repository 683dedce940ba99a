import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file in the folder `shared` beside the checkout, which not everybody has; undefined where it is not there. */
export function sharedFile(path: string): string | undefined {
  const found = fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
  return existsSync(found) ? found : undefined;
}
