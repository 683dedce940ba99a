import { writeFile } from 'node:fs/promises';
import { Failure } from '../../../failure.ts';
import type { Terminal } from '../../../terminal.ts';
import type { Download } from './flows-org.ts';

/**
 * Writes a file as it came: to the named path, to standard output for `-`, or where nothing is named under the org's name for it into this
 * folder, where it overwrites nothing. Gives the path, null for standard output.
 */
export async function writeDownload(
  { content, fileName }: Download,
  path: string | undefined,
  terminal: Terminal,
): Promise<string | null> {
  if (path === '-') {
    terminal.write(content);
    return null;
  }
  const target = path ?? fileName.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '');
  try {
    await writeFile(target, content, path === undefined ? { flag: 'wx' } : {});
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const remedy = `To replace it, name it: --output ${JSON.stringify(target)}`;
    throw new Failure({ code: 'fileExists', message: `There is a file ${target} already.`, remedy }, { cause });
  }
  return target;
}
