import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_COUNTS } from '@headwater/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Headwater, REPOSITORY, type Started } from './support/headwater.ts';

const EXAMPLE = ['examples/people.csv', '--mapping', 'examples/people.mapping.yaml'];

/** Published with the packs of a workflow product; not part of this repository. */
const SAMPLE = join(REPOSITORY, '../shared/packs/anything-as-a-source/sampleUsers.csv');

let headwater: Headwater;
let server: Awaited<ReturnType<Headwater['start']>>;
let first: Required<Started>['firstStart'];
let environment: Record<string, string>;

beforeAll(async () => {
  headwater = await Headwater.create();
  server = await headwater.start();
  if (server.line.firstStart === undefined) throw new Error('The first start made no org');
  first = server.line.firstStart;
  environment = { HEADWATER_URL: server.line.url, HEADWATER_TOKEN: first.token };
});

afterAll(async () => {
  await server.stop('SIGTERM');
  await headwater.remove();
});

describe('a first start', () => {
  it('prints where it serves and what to sign in with', () => {
    expect(server.line).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      org: 'default',
      dataDir: headwater.dataDir,
      pid: expect.any(Number),
      firstStart: {
        org: 'default',
        administrator: { userId: expect.stringMatching(/^00u/), login: 'admin@default.headwater.local' },
        token: expect.stringMatching(/^00/),
        sourceId: expect.stringMatching(/^0oa/),
      },
    });
  });

  it('keeps a second server off its data', async () => {
    const { exitCode, stderr } = await headwater.run(['start', '--port', '0']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(server.line.url) });
  });
});

describe('an import', () => {
  it('of the example file makes its people users, and again leaves them alone', async () => {
    const command = ['import', ...EXAMPLE, '--source', first.sourceId];
    const report = await headwater.json<{ counters: object; failures: object }>(command, environment);
    expect([report.counters, report.failures]).toEqual([{ ...NO_COUNTS, scanned: 20, added: 20, activated: 20 }, []]);

    const again = await headwater.run(command, environment);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(/^scanned\s+20$/m);
    expect(again.stdout).toMatch(/^unchanged\s+20$/m);
    expect(again.stderr).toMatch(/^Importing 20 records/);
  });

  it('tells every record that did not go through, with its line', async () => {
    const file = join(headwater.folder, 'bad.csv');
    const rows = ['id,userName,email,firstName,lastName', '1,a@x.example,nonsense,A,B', ',b@x.example,b@x.example,C,D'];
    await writeFile(file, rows.join('\n'));
    const { exitCode, stdout } = await headwater.run(
      ['import', file, '--source', first.sourceId, '--json'],
      environment,
    );
    expect({ exitCode, failures: (JSON.parse(stdout) as { failures: unknown }).failures }).toEqual({
      exitCode: 1,
      failures: [
        { externalId: null, line: 3, code: 'externalIdMissing', message: expect.any(String), remedy: '' },
        {
          externalId: '1',
          line: 2,
          code: 'sourceValueInvalid',
          message: expect.stringContaining('nonsense'),
          remedy: expect.any(String),
        },
      ],
    });
  });

  it('removes a person whom the file calls inactive', async () => {
    const [head = '', person = ''] = (await readFile(join(REPOSITORY, 'examples/people.csv'), 'utf8')).split('\n');
    const file = join(headwater.folder, 'left.csv');
    await writeFile(file, `${head}\n${person.replace(',true,', ',false,')}\n`);
    const command = ['import', file, '--mapping', 'examples/people.mapping.yaml', '--source', first.sourceId];
    const { counters } = await headwater.json<{ counters: object }>(command, environment);
    expect(counters).toEqual({ ...NO_COUNTS, scanned: 1, removed: 1, deactivated: 1 });
  });

  it('with --delete deactivates the people of the file whom the source still knows', async () => {
    const command = ['import', ...EXAMPLE, '--source', first.sourceId, '--delete'];
    const { counters } = await headwater.json<{ counters: object }>(command, environment);
    expect(counters).toEqual({ ...NO_COUNTS, scanned: 19, removed: 19, deactivated: 19, droppedDeletes: 1 });
  });

  it.skipIf(!existsSync(SAMPLE))('of a sample of a hundred people needs no other mapping file', async () => {
    const command = ['import', SAMPLE, '--mapping', 'examples/people.mapping.yaml', '--source', first.sourceId];
    const report = await headwater.json<{ counters: object; failures: object; warnings: object }>(command, environment);
    expect(report).toMatchObject({ counters: { scanned: 101, added: 101, errors: 0 }, failures: [], warnings: [] });
  });

  it('into a source that does not exist says what to look at', async () => {
    const { exitCode, stderr } = await headwater.run(['import', ...EXAMPLE, '--source', '0oaNone'], environment);
    expect({ exitCode, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      exitCode: 1,
      last: '  Is 0oaNone an identity source of this org? See: headwater source list',
    });
  });
});

describe('beside a running server', () => {
  it('a source is made, mapped and given an attribute', async () => {
    const { id } = await headwater.json<{ id: string }>(['source', 'create', '--label', 'HR', '--absent', 'replace']);
    await headwater.json(['attribute', 'add', 'title', '--owner', id, '--max-length', '40']);
    await headwater.json(['mapping', 'set', 'title', 'source.title', '--source', id, '--create-only']);
    expect(await headwater.json(['mapping', 'list', '--source', id])).toMatchObject({
      title: { expression: 'source.title', pushStatus: 'DONT_PUSH' },
    });
    const wrong = await headwater.run(['mapping', 'set', 'title', 'source.titel', '--source', id]);
    expect(wrong).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: [
        'headwater: source has no attribute titel. Did you mean title?',
        '  source.titel',
        '  ^^^^^^^^^^^^',
        '',
      ].join('\n'),
    });
  });

  it('a token is made that works at once, and works no more when it is revoked', async () => {
    const made = await headwater.json<{ id: string; token: string }>([
      'token',
      'create',
      '--name',
      'test',
      '--source',
      first.sourceId,
    ]);
    const call = () =>
      fetch(`${server.line.url}/api/v1/identity-sources/${first.sourceId}/sessions`, {
        headers: { authorization: `SSWS ${made.token}` },
      });
    expect((await call()).status).toBe(200);
    const [listed] = await headwater.json<readonly object[]>(['token', 'list']);
    expect(JSON.stringify(listed)).not.toContain(made.token);
    await headwater.json(['token', 'revoke', made.id]);
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(401);
  });

  it('an org is made with an administrator of its own, and dropped', async () => {
    const made = await headwater.json<{ token: string }>(['org', 'create', 'acme', '--limits', 'open']);
    expect(made).toMatchObject({ name: 'acme', administrator: 'admin@acme.headwater.local' });
    expect(await headwater.json(['org', 'drop', 'acme', '--yes'])).toEqual({ dropped: 'acme' });
    expect(await headwater.json<readonly object[]>(['org', 'list'])).toMatchObject([{ name: 'default' }]);
  });
});

describe('a stop', () => {
  it('is clean, and the next start shows no secrets', async () => {
    expect(await server.stop('SIGINT')).toBe(0);
    // Without a server the same commands work.
    expect(await headwater.json(['source', 'show', first.sourceId])).toMatchObject({ label: 'People' });
    server = await headwater.start();
    expect(Object.keys(server.line)).toEqual(['url', 'org', 'dataDir', 'pid']);
  });
});
