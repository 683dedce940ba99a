import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Below the package, so that its name leads to it. */
const FOLDER = fileURLToPath(new URL('../.build/programs/', import.meta.url));

async function program(name: string, text: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}${name}`, text);
  return `${FOLDER}${name}`;
}

const PLAIN = `
import { startOrg } from '@headwater/testing';
const org = await startOrg();
console.log(JSON.stringify({ url: org.url, origin: new URL(org.url).origin }));
`;

/** Whether something listens there. */
async function answers(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    // A server that is just ending resets what it had not taken yet.
    if (error instanceof Error && 'code' in error && /^ECONN(?:REFUSED|RESET)$/.test(String(error.code))) return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

const dataFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('headwater-testing-'));

test('a program that leaves its org open ends by itself, and the server and its data go with it', async () => {
  const before = await dataFolders();
  const { stdout } = await promisify(execFile)(process.execPath, [await program('plain.mjs', PLAIN)]);
  const { origin } = JSON.parse(stdout);
  while (await answers(origin));
  let left = await dataFolders();
  while (left.some((name) => !before.includes(name))) left = await dataFolders();
  expect(await answers(origin)).toBe(false);
});

test('the server goes with a test process that is killed', async () => {
  const path = await program('killed.mjs', `${PLAIN}\nsetInterval(() => undefined, 1000);`);
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { origin } = JSON.parse(line);
  expect(await answers(origin)).toBe(true);
  child.kill('SIGKILL');
  while (await answers(origin));
  expect(await answers(origin)).toBe(false);
});

test('under node:test without anything shared, a file starts its own server and ends', async () => {
  const path = await program(
    'alone.test.mjs',
    `
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startOrg } from '@headwater/testing';

const orgs = [];
after(() => Promise.all(orgs.map((org) => org.close())));

for (const name of ['one', 'other']) {
  test(name, async () => {
    const org = await startOrg();
    orgs.push(org);
    assert.deepEqual(await org.people(), []);
    assert.equal(new Set(orgs.map(({ url }) => new URL(url).origin)).size, 1);
  });
}
`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', path], {
    env: { PATH: process.env.PATH },
  });
  expect(stdout).toMatch(/^# pass 2$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});

test('a server that cannot start says what to do', async () => {
  const path = await program(
    'broken.mjs',
    `
import { startOrg } from '@headwater/testing';
await startOrg().catch(({ code, message }) => console.log(JSON.stringify({ code, message })));
`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [path], {
    env: { PATH: process.env.PATH, TMPDIR: '/nowhere' },
  });
  expect(JSON.parse(stdout)).toEqual({
    code: 'serverFailed',
    message: expect.stringContaining('HEADWATER_TESTING_LOG=on'),
  });
});
