import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_COUNTS } from '@headwater/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../src/http-call.ts';
import { sharedFile } from '../src/shared-file.ts';
import { COMMAND, Stage, type Typed } from '../src/stage.ts';

/** As printed: the command that imports the examples, with everything in it that later commands need. */
const NEXT_COMMAND = /^ {2}(node \S+ import \S+ --mapping (\S+) --source (0oa\w{17}) --token (\S+) --url (http:\S+))$/m;
const SAMPLE = sharedFile('packs/anything-as-a-source/sampleUsers.csv');

const stage = new Stage();
let home: string;
let server: Typed;
/** Options that every import of this file shares. */
let options: string;
let token: string;
let url: string;

beforeAll(async () => {
  home = await stage.folder();
  server = await stage.shell(`node ${COMMAND} start --port 0`, home, /Ctrl\+C/);
});

afterAll(() => stage.close());

/** Runs a command that must succeed; what it prints is JSON. */
async function run<T>(command: string): Promise<T> {
  const { stdout, stderr, exitCode } = await stage.shell(`${command} --json`, home);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return JSON.parse(stdout) as T;
}

interface Report {
  readonly counters: Readonly<Record<string, number>>;
  readonly failures: readonly unknown[];
}

test('a first start prints one command, and that command imports the examples', async () => {
  const found = NEXT_COMMAND.exec(server.stdout);
  if (found === null) throw new Error(`No command was printed:\n${server.stdout}\n${server.stderr}`);
  const [, command = '', mapping = '', sourceId = ''] = found;
  [, , , , token = '', url = ''] = found;
  options = `--mapping ${mapping} --source ${sourceId} --token ${token} --url ${url}`;
  const { stdout, exitCode } = await stage.shell(command, home);
  expect(exitCode).toBe(0);
  const examples = await rowsOf(fileURLToPath(new URL('../../examples/people.csv', import.meta.url)));
  expect(stdout).toMatch(new RegExp(`^scanned +${examples.people.length}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^added +${examples.people.length}$`, 'm'));
});

describe.skipIf(SAMPLE === undefined)('Okta’s sample of people, as it is', () => {
  let sample: Table;
  let count: number;
  beforeAll(async () => {
    sample = await rowsOf(SAMPLE ?? '');
    count = sample.people.length;
  });

  /** Imports these lines as a file. */
  async function load(name: string, { head, people }: Table): Promise<Report> {
    const file = join(home, name);
    await writeFile(file, [head, ...people, ''].join('\n'));
    return run<Report>(`node ${COMMAND} import ${file} ${options}`);
  }

  test('is imported whole', async () => {
    const { counters, failures } = await run<Report>(`node ${COMMAND} import ${SAMPLE} ${options}`);
    expect([count, failures]).toEqual([101, []]);
    expect(counters).toEqual({ ...NO_COUNTS, scanned: count, added: count, activated: count });
  });

  test('again, it changes nobody', async () => {
    const { counters } = await load('again.csv', sample);
    expect(counters).toEqual({ ...NO_COUNTS, scanned: count, unchanged: count });
  });

  test('with one row changed, it updates one user', async () => {
    const [first = '', ...others] = sample.people;
    const changed = first.replace(',Rodriguez,', ',Rodriguez-Favre,');
    expect(changed).not.toBe(first);
    const { counters } = await load('changed.csv', { ...sample, people: [changed, ...others] });
    expect(counters).toEqual({ ...NO_COUNTS, scanned: count, updated: 1, unchanged: count - 1 });
    expect(await user('nino.rodriguez@example.com')).toMatchObject({
      status: 'PROVISIONED',
      profile: { lastName: 'Rodriguez-Favre' },
    });
  });

  test('a person who is not active any more is removed, and the user deactivated', async () => {
    const [, second = ''] = sample.people;
    const { counters } = await load('left.csv', { ...sample, people: [second.replace(',true,', ',false,')] });
    expect(counters).toEqual({ ...NO_COUNTS, scanned: 1, removed: 1, deactivated: 1 });
    expect(await user('joseph.nordmark@example.com')).toMatchObject({ status: 'DEPROVISIONED' });
  });

  test('after a restart everything is still there, and nothing is first any more', async () => {
    expect(await server.end('SIGTERM')).toBe(0);
    server = await stage.shell(`node ${COMMAND} start --port 0 --json`, home, /\n/);
    const line = JSON.parse(server.stdout) as { readonly url: string };
    expect(line).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      org: 'default',
      dataDir: join(home, '.headwater'),
      pid: expect.any(Number),
    });
    url = line.url;
    expect(await user('nino.rodriguez@example.com')).toMatchObject({ profile: { lastName: 'Rodriguez-Favre' } });
  });
});

async function user(login: string): Promise<unknown> {
  const headers = { authorization: `SSWS ${token}`, accept: 'application/json' };
  const { text } = await send(url, { method: 'GET', path: `/api/v1/users/${encodeURIComponent(login)}`, headers });
  return JSON.parse(text) as unknown;
}

/** A CSV file whose values hold no line breaks. */
interface Table {
  readonly head: string;
  readonly people: readonly string[];
}

async function rowsOf(file: string): Promise<Table> {
  const [head = '', ...rows] = (await readFile(file, 'utf8')).split(/\r?\n/);
  return { head, people: rows.filter((row) => row !== '') };
}
