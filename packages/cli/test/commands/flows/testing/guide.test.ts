import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../../support/headwater.ts';

/** The compiled command; `tsc -b` makes it. */
const MAIN = join(REPOSITORY, 'packages/cli/dist/main.js');
const GUIDE = await readFile(join(REPOSITORY, 'docs/guides/testing-workflows.md'), 'utf8');

const files = [...GUIDE.matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms)].map(([whole, name = '']) => ({
  name,
  text: whole.split('\n').slice(1, -1).join('\n'),
}));
const runs = [...GUIDE.matchAll(/^```sh\nnpx headwater ([^\n]+)\n```\n\n```text\n(.*?)\n```$/gms)].map(
  ([, command = '', output = '']) => ({ command, output }),
);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-flows-guide-'));
  await cp(join(REPOSITORY, 'examples'), join(folder, 'examples'), { recursive: true });
  for (const { name, text } of files) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

/** Words of a shell's command line, quotes removed. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function run(command: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words(command)], { cwd: folder, env: {} }, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`.trimEnd());
    });
  });
}

describe('the guide to testing workflows', () => {
  it('shows every file under its name, and every command with its output', () => {
    expect([files.length, runs.length]).toEqual([
      [...GUIDE.matchAll(/^```yaml$/gm)].length,
      [...GUIDE.matchAll(/^```sh$/gm)].length,
    ]);
    expect(runs.length).toBe(5);
  });

  it.each(runs)('shows what is printed: $command', async ({ command, output }) => {
    expect(await run(command)).toBe(output);
  });
});
