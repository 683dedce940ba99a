import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '@headwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
/** Below the package, so that its name leads to it. */
const FOLDER = `${PACKAGE}.build/guide/`;
const GUIDE = await readFile(new URL('../../../docs/guides/testing-a-client.md', import.meta.url), 'utf8');

const files = [...GUIDE.matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => ({
  name,
  text,
}));
const tests = files.map(({ name }) => name).filter((name) => name.endsWith('.test.mjs'));

let close: (() => Promise<void>) | undefined;
let environment: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { name, text } of files) await writeFile(`${FOLDER}${name}`, text);
  const server = await startServer();
  close = server.close;
  environment = { PATH: process.env.PATH, HEADWATER_URL: server.url, HEADWATER_TOKEN: server.token };
});
afterAll(() => close?.());

describe('the guide to testing a client', () => {
  test('shows every program under the name of its file', () => {
    expect([...GUIDE.matchAll(/^```js$/gm)]).toHaveLength(files.length);
    expect(tests).toHaveLength(6);
  });

  test.each(tests)('shows a test that passes under node:test: %s', async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', name], {
      cwd: FOLDER,
      env: { ...environment },
    });
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(stdout).toMatch(/^# pass [1-9]/m);
  });

  test('shows a global set-up that starts a server and stops it', async () => {
    const { setup, teardown } = await import(`${FOLDER}global-setup.mjs`);
    await setup();
    const { HEADWATER_URL: url = '' } = process.env;
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await teardown();
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });
});
