import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
/** Below the package, so that its name leads to it. */
const FOLDER = `${REPOSITORY}packages/workflows/.build/guide/`;
const GUIDE = await readFile(`${REPOSITORY}docs/guides/adding-a-connector.md`, 'utf8');
const files = [...GUIDE.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => ({
  name,
  text,
}));

const run = promisify(execFile);
const tool = (name: string): string => `${REPOSITORY}node_modules/.bin/${name}`;

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { name, text } of files) await writeFile(`${FOLDER}${name}`, text);
  const compilerOptions = { composite: false, noEmit: true, allowImportingTsExtensions: true };
  await writeFile(
    `${FOLDER}tsconfig.json`,
    JSON.stringify({ extends: `${REPOSITORY}tsconfig.base.json`, compilerOptions, include: ['*.ts'] }),
  );
  await writeFile(`${FOLDER}vitest.config.mjs`, 'export default {};\n');
});

describe('the guide to adding a connector', () => {
  test('shows a connector and its test', () => {
    expect(files.map(({ name }) => name)).toEqual(['badges.ts', 'badges.test.ts']);
  });

  test('shows code that compiles under the rules of the repository', async () => {
    const { stdout } = await run(tool('tsc'), ['-p', FOLDER]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test('shows a test that passes', async () => {
    const { stdout } = await run(tool('vitest'), ['run', '--root', FOLDER, '--reporter=json'], { cwd: FOLDER });
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numFailedTests: 0, success: true });
  });
});
