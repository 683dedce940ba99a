/**
 * One server and one pack for all commands that need an org, in the order in which a person uses them: a file of its own for each would
 * start as many servers.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  FlowConnection,
  FlowDetails,
  FlowExecution,
  FlowPackDetails,
  FlowPackImport,
  FlowSwitched,
} from '@headwater/protocol';
import { buildPack, item } from '@headwater/workflows/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Headwater } from '../../support/headwater.ts';
import { type Ran, runHere } from '../../support/terminal.ts';

const APPLICATION = '0oaofthepack00000001';

function build(greeting: string) {
  return buildPack((pack) => {
    pack.connection('okta', 'Their org');
    const people = pack.table('People', { id: 'str', age: 'dec', active: 'bln' });
    const greet = pack.helper('Greet', { person: 'object' }, (f) => {
      f.return({ text: f.compose(`${greeting} {{id}}`, { id: f.arg('person').at('id') }) });
    });
    pack.helper('Greet everybody', {}, (f) => {
      const rows = f.search(people, [['active', '=', true]], { all: true }).outOf('Result', 'Rows', 'object[]');
      f.return({ texts: f.map(rows, greet, { person: item() }) });
    });
    pack.helper('Need', { name: 'string' }, (f) => {
      f.throwIf([f.arg('name'), 'is empty', ''], 'A name is needed');
      f.return({ name: f.arg('name') });
    });
    pack.helper(
      'Quiet',
      {},
      (f) => {
        f.call(greet, {});
      },
      { savesData: false },
    );
    pack.manual('Sleep', (f) => {
      f.wait(2, 'day');
    });
    pack.scheduled('Nightly', '0 2 * * *', (f) => {
      f.card('okta:listImportSessions', { options: { application: APPLICATION } });
    });
    pack.endpoint('Hook', {}, (f) => {
      f.return({ ok: true });
    });
  });
}

const PACK = build('Hello').text();
const CSV = 'id,age,active\nada,36,true\nbob,7,false\ncleo,,true\n';

let headwater: Headwater;
let server: Awaited<ReturnType<Headwater['start']>>;
let sourceId: string;
let token: string;
let environment: Record<string, string>;

/** Runs in this process; the server is another one. */
const flows = (...args: readonly string[]): Promise<Ran> => runHere(['flows', ...args], '', environment);
const withInput = (input: string, ...args: readonly string[]): Promise<Ran> =>
  runHere(['flows', ...args], input, environment);
const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { out, err } = await flows(...args, '--json');
  if (err.length > 0) throw new Error(err.join('\n'));
  return JSON.parse(out.join('\n')) as T;
};
const text = async (...args: readonly string[]): Promise<string> => {
  const { out, err } = await flows(...args);
  return [...out, ...err].join('\n');
};
const path = (name: string): string => join(headwater.folder, name);

beforeAll(async () => {
  headwater = await Headwater.create();
  server = await headwater.start();
  const { firstStart } = server.line;
  if (firstStart === undefined) throw new Error('The first start made no org');
  ({ sourceId, token } = firstStart);
  environment = { HEADWATER_URL: server.line.url, HEADWATER_TOKEN: token };
  await writeFile(path('greetings.folder'), PACK);
  await writeFile(path('people.csv'), CSV);
});

afterAll(async () => {
  await server.stop('SIGTERM');
  await headwater.remove();
});

const NEEDS = [
  '7 flows; 19 of 19 cards can run.',
  `  application ${APPLICATION} NOT BOUND (1 flow)`,
  '  connection "Their org" (okta) NOT BOUND (1 flow)',
];
const NAMES = ['Greet', 'Greet everybody', 'Need', 'Quiet', 'Sleep', 'Nightly', 'Hook'].map((name) => `  ${name}`);

describe('a pack', () => {
  it('is looked at before it is imported', async () => {
    expect(await flows('import', path('greetings.folder'), '--dry-run')).toEqual({
      exitCode: 0,
      out: [
        'Would import the pack greetings.',
        'New flows, switched off:',
        ...NAMES,
        'New tables:',
        '  People',
        ...NEEDS,
      ],
      err: [],
    });
    expect(await json('list')).toEqual([]);
  });

  it('is imported with what has to be bound', async () => {
    expect(await flows('import', path('greetings.folder'))).toEqual({
      exitCode: 0,
      out: [
        expect.stringMatching(/^Imported the pack greetings \(fpk\w{17}\), version 1\.$/),
        'New flows, switched off:',
        ...NAMES,
        'New tables:',
        '  People',
        ...NEEDS,
      ],
      err: [],
    });
  });

  it('is bound by names, keys and a file', async () => {
    const add = ['--name', 'Ours', '--connector', 'okta', '--kind', 'okta', '--self', '--secret-stdin'];
    const made = await withInput(`${token}\n`, 'connections', 'add', ...add);
    expect(made).toMatchObject({ exitCode: 0, out: [expect.stringMatching(/^Made the connection Ours \(fcn/)] });
    const [connection] = await json<readonly FlowConnection[]>('connections', 'list');
    const bound = await json<FlowPackDetails>('bind', 'greet', 'Their org=ours', `${APPLICATION}=${sourceId}`);
    const key = bound.report.needs.connections[0]?.key ?? '';
    expect(bound.bindings).toEqual({
      applications: { [APPLICATION]: sourceId },
      connections: { [key]: connection?.id },
    });

    await writeFile(
      path('bindings.yaml'),
      `connections:\n  Their org: Ours\napplications:\n  ${APPLICATION}: ${sourceId}\n`,
    );
    await json('bind', 'greet', 'Their org=', `${APPLICATION}=`);
    expect(await text('bind', 'greetings')).toContain('NOT BOUND');
    const again = await json<FlowPackDetails>('bind', 'greetings', '--bindings', path('bindings.yaml'));
    expect(again.bindings).toEqual(bound.bindings);
    const asIf = ['--name', 'Other', '--dry-run', '--bindings', path('bindings.yaml')];
    const { report } = await json<FlowPackImport>('import', path('greetings.folder'), ...asIf);
    expect([...report.needs.applications, ...report.needs.connections].map(({ boundTo }) => boundTo)).toEqual([
      sourceId,
      connection?.id,
    ]);
  });

  it('is not bound to what is not there, and the import says what it did do', async () => {
    await writeFile(path('wrong.yaml'), `applications:\n  ${APPLICATION}: 0oaNothing\n`);
    expect(
      await flows('import', path('greetings.folder'), '--name', 'Second', '--bindings', path('wrong.yaml')),
    ).toEqual({
      exitCode: 1,
      out: [],
      err: [
        expect.stringMatching(
          /^headwater: The bindings were refused: .*"0oaNothing" is no identity source of this org\.$/,
        ),
        expect.stringMatching(/^ {2}The pack Second \(fpk\w+\) is imported as version 1, with the bindings it had\.$/),
        expect.stringMatching(/^ {2}Correct the bindings, then: headwater flows bind fpk\w+ --bindings FILE$/),
      ],
    });
    expect(await flows('remove', 'Second')).toMatchObject({ exitCode: 2 });
    expect(await flows('remove', 'Second', '--yes')).toMatchObject({
      exitCode: 0,
      out: ['Deleted the pack Second.'],
    });
  });

  it('comes out byte for byte as it went in, and importing that changes nothing', async () => {
    expect(await flows('export', 'greetings', '-o', path('exported.folder'))).toMatchObject({ exitCode: 0 });
    expect(await readFile(path('exported.folder'), 'utf8')).toBe(PACK);
    // As a command of a shell would.
    const piped = await headwater.run(['flows', 'export', 'greetings', '-o', '-'], environment);
    expect(piped).toEqual({ exitCode: 0, stdout: PACK, stderr: '' });
    const { isSame, isNew } = await json<FlowPackImport>('import', path('exported.folder'), '--name', 'greetings');
    expect({ isSame, isNew }).toEqual({ isSame: true, isNew: false });
  });

  it('gives out one flow with what it needs', async () => {
    await flows('export', 'Greet everybody', '-o', path('one.flow'));
    const { out } = await flows('lint', path('one.flow'), '--json');
    expect((JSON.parse(out.join('')) as { report: { counts: object } }).report.counts).toMatchObject({ flows: 2 });
    expect(await flows('export', 'Greet everybody', '-o', path('no/such/folder'))).toMatchObject({ exitCode: 1 });
  });
});

describe('a table', () => {
  it('takes a file and gives it back', async () => {
    expect(await flows('tables', 'import', 'People', path('people.csv'))).toEqual({
      exitCode: 0,
      out: ['Added 3 rows to People.'],
      err: [],
    });
    expect(await text('tables', 'export', 'peop', '-o', '-')).toBe(CSV.trimEnd());
    expect((await text('tables', 'show', 'People', '--filter', 'active eq false')).split('\n').slice(1)).toEqual([
      '',
      'id (text)  age (number)  active (boolean)',
      'bob        7             false',
    ]);
  });

  it('is made, refuses what does not fit, is emptied and deleted', async () => {
    await writeFile(path('bad.csv'), 'email,n,x\na@x.example,1,\nb@x.example,many,\n');
    await json('tables', 'create', 'Mine', '--column', 'email', 'n:number');
    expect(await flows('tables', 'import', 'Mine', path('bad.csv'))).toEqual({
      exitCode: 1,
      out: [
        'Added 2 rows to Mine.',
        'No columns of the table, and ignored: x',
        'Left out: 1 value',
        expect.stringMatching(/^ {2}row 2, n: .*"many"/),
      ],
      err: [],
    });
    expect(await flows('tables', 'clear', 'Mine')).toMatchObject({ exitCode: 2 });
    expect(await json('tables', 'clear', 'Mine', '--yes')).toMatchObject({ cleared: 2 });
    expect(await flows('tables', 'delete', 'Mine', '--yes')).toMatchObject({ out: ['Deleted the table Mine.'] });
    expect((await json<readonly { name: string }[]>('tables', 'list')).map(({ name }) => name)).toEqual(['People']);
  });
});

describe('a flow', () => {
  it('is found by a unique part of its name; candidates are told otherwise', async () => {
    expect(await json<FlowDetails>('show', 'everyb')).toMatchObject({ name: 'Greet everybody', results: ['texts'] });
    expect((await json<FlowDetails>('show', 'greet')).name).toBe('Greet');
    expect(await flows('show', 'gree')).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'headwater: 2 flows are called like "gree".',
        expect.stringMatching(/^ {2}flw\w{17} {2}Greet$/),
        expect.stringMatching(/^ {2}flw\w{17} {2}Greet everybody$/),
        '  Give the id of the one that is meant.',
      ],
    });
    expect(await text('show', 'nobody')).toBe('headwater: There is no flow "nobody".\n  See: headwater flows list');
  });

  it('is switched with its helpers, and they not without it', async () => {
    expect(await text('on', 'Greet everybody')).toContain('It calls "Greet", which is off');
    const on = await json<FlowSwitched>('on', 'Greet everybody', '--with-helpers');
    expect({ isOn: on.flow.isOn, others: on.alsoSwitched.length }).toEqual({ isOn: true, others: 1 });
    expect(await text('off', 'greet')).toContain('or both with --with-callers.');
    expect(await text('off', 'Greet', '--with-callers')).toMatch(/^Switched off Greet \(flw\w+\), and 1 other flow\.$/);
  });

  it('runs, and its history is drawn as a tree', async () => {
    const ran = await flows('run', 'Greet everybody', '--wait');
    const [id = ''] = /^fex\w{17}/.exec(ran.out[0] ?? '') ?? [];
    expect(ran).toEqual({
      exitCode: 0,
      out: [
        expect.stringMatching(/^fex\w{17} {2}succeeded, \d+ cards/),
        'result: {"texts":[{"text":"Hello ada"},{"text":"Hello cleo"}]}',
      ],
      err: [
        `Started Greet everybody as ${id}.`,
        expect.stringMatching(/^✓ Search Rows {2}\d+ ms$/),
        ...Array.from({ length: 2 }, () => [
          expect.stringMatching(/^✓ {3}Greet › Compose {2}\d+ ms$/),
          expect.stringMatching(/^✓ {3}Greet › Return {2}\d+ ms$/),
        ]).flat(),
        expect.stringMatching(/^✓ Map {2}\d+ ms$/),
        expect.stringMatching(/^✓ Return {2}\d+ ms$/),
      ],
    });
    const tree = (await text('history', id)).replaceAll(/ {2}\d+ ms|, \d+ ms/g, '').split('\n');
    expect(tree).toEqual([
      `Greet everybody  ${id}  succeeded, 7 cards`,
      '✓ Search Rows (searchRows21)',
      '✓ Map (map1)',
      '  Greet [0]',
      '    ✓ Compose (compose1)',
      '    ✓ Return (return1)',
      '  Greet [1]',
      '    ✓ Compose (compose1)',
      '    ✓ Return (return1)',
      '✓ Return (return1)',
      'result: {"texts":[{"text":"Hello ada"},{"text":"Hello cleo"}]}',
    ]);
    expect(await text('history', id, '--values')).toContain('outputs: {"":{"output":"Hello cleo"}}');
    expect(await text('history', id, '--items', '1')).toContain('  … 1 more');
    expect(await json('history', 'Greet everybody')).toMatchObject([{ id, status: 'succeeded', trigger: 'manual' }]);
  });

  it('takes input, and can be begun again where it failed', async () => {
    const failed = await withInput('{"name": ""}', 'run', 'Need', '--wait', '--input', '-');
    expect(failed).toMatchObject({
      exitCode: 1,
      out: [expect.stringMatching(/^fex\w{17} {2}failed, /), 'error: A name is needed'],
    });
    const id = failed.out[0]?.slice(0, 20) ?? '';
    expect(await json('retry', id)).toMatchObject({ id, retries: 1 });
    const done = await json<FlowExecution>('run', 'Need', '--wait', '--input', '{"name": "Ada"}');
    expect(done).toMatchObject({ status: 'succeeded', result: { name: 'Ada' } });
    expect(await json('rerun', done.id)).toMatchObject({ flowId: done.flowId });
  });

  it('that saves no data shows its cards alone', async () => {
    const { id } = await json<FlowExecution>('run', 'Quiet', '--wait');
    expect((await flows('history', id, '--values')).out.slice(1)).toEqual([
      '✓ Call Flow (spawn1)',
      'The flow saves no data: 1 run inside its cards is not shown.',
    ]);
  });

  it('that sleeps is cancelled', async () => {
    const { id } = await json<FlowExecution>('run', 'Sleep');
    const status = async () => (await json<{ execution: FlowExecution }>('history', id)).execution.status;
    await expect.poll(status, { timeout: 20_000 }).toBe('sleeping');
    expect(await text('history', id)).toMatch(/^z Wait For \(wait1\) {2}until \d{4}-/m);
    await json('cancel', id);
    await expect.poll(status, { timeout: 20_000 }).toBe('cancelled');
    expect(await flows('cancel', id)).toMatchObject({ exitCode: 1 });
  });

  it('gets a schedule of its own, and back the one of its pack', async () => {
    const cron = async () => (await json<FlowDetails>('show', 'Nightly')).schedule;
    expect(await text('schedule', 'Nightly', '30 5 * * 1-5', '--zone', 'Europe/Berlin')).toBe(
      'Nightly: 30 5 * * 1-5 in Europe/Berlin, not while it is off.',
    );
    expect(await cron()).toMatchObject({ cron: '30 5 * * 1-5', timeZone: 'Europe/Berlin', isOwn: true });
    await json('schedule', 'Nightly', '--reset');
    expect(await cron()).toMatchObject({ cron: '0 2 * * *', timeZone: 'UTC', isOwn: false });
    expect(await flows('schedule', 'Nightly', '61 * * * *')).toMatchObject({ exitCode: 1 });
  });

  it('runs as it is told, and by the defaults again', async () => {
    expect(
      await json('set', 'Nightly', '--durable', 'off', '--concurrency', '2', '--rate', '0.5', '--keep-days', '7'),
    ).toEqual({
      durable: false,
      concurrency: 2,
      ratePerSecond: 0.5,
      retentionDays: 7,
      savesData: true,
    });
    expect(await json('set', 'Nightly', '--reset', '--save-data', 'off')).toEqual({
      durable: true,
      concurrency: null,
      ratePerSecond: null,
      retentionDays: 30,
      savesData: false,
    });
    expect(await flows('set', 'Nightly')).toMatchObject({ exitCode: 2 });
  });

  it('that answers calls gets a client token', async () => {
    expect(await text('client-token', 'Hook')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a new version', () => {
  it('keeps switches and rows, and says what changed', async () => {
    await json('on', 'Greet');
    await writeFile(path('greetings.folder'), build('Good morning').text());
    const done = await json<FlowPackImport>('import', path('greetings.folder'));
    expect({
      isNew: done.isNew,
      version: done.pack?.version,
      changed: done.flows.changed.map(({ name }) => name),
    }).toEqual({
      isNew: false,
      version: 2,
      changed: ['Greet'],
    });
    expect((await json<FlowDetails>('show', 'Greet')).isOn).toBe(true);
    const ran = await json<FlowExecution>('run', 'Greet everybody', '--wait');
    expect(ran.result).toEqual({ texts: [{ text: 'Good morning ada' }, { text: 'Good morning cleo' }] });
    expect(await text('export', 'greetings', '--pack-version', '1', '-o', '-')).toBe(PACK);
  });
});

describe('a connection', () => {
  it('is tested, and stays while a pack is bound to it', async () => {
    expect(await flows('connections', 'test', 'Ours')).toMatchObject({
      exitCode: 0,
      out: [expect.stringMatching(/^✓ Ours: GET .*\/api\/v1\/users\?limit=1 answered 200/)],
    });
    expect(await text('connections', 'remove', 'Ours')).toContain('greetings');
    const key = ['--kind', 'header', '--set', 'headerName=X-Api-Key', '--origin', 'https://api.example.com'];
    const add = [
      'connections',
      'add',
      '--name',
      'API',
      '--connector',
      'httpfunctions',
      ...key,
      '--secret-env',
      'API_KEY',
    ];
    expect(await flows(...add)).toMatchObject({
      exitCode: 2,
      err: ['headwater: The environment variable API_KEY is empty or not set.'],
    });
    const { out } = await runHere(['flows', ...add, '--json'], '', { ...environment, API_KEY: 'hidden-key' });
    const made = JSON.parse(out.join('')) as FlowConnection;
    expect(made.settings).toEqual({ headerName: 'X-Api-Key', origins: ['https://api.example.com'] });
    expect(JSON.stringify(made)).not.toContain('hidden-key');
    expect(await flows('connections', 'remove', 'API')).toMatchObject({ exitCode: 0 });
  });

  it('asks nobody for a secret where nobody sits', async () => {
    const add = ['connections', 'add', '--name', 'API', '--connector', 'okta', '--kind', 'okta', '--self'];
    expect(await flows(...add)).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'headwater: A secret is needed, and there is nobody to ask.',
        '  Name an environment variable with --secret-env, or use --secret-stdin.',
      ],
    });
  });
});

describe('an org', () => {
  it('that refuses a token, or is not there, says what to do', async () => {
    expect(await flows('list', '--token', 'wrong')).toEqual({
      exitCode: 1,
      out: [],
      err: ['headwater: Invalid token provided.', '  Check the token: it may be mistyped, expired or of another org.'],
    });
    const { exitCode, out } = await flows('list', '--url', 'http://127.0.0.1:9', '--json');
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toEqual({
      exitCode: 1,
      answer: {
        error: {
          code: 'orgUnreachable',
          message: expect.stringContaining('ECONNREFUSED'),
          remedy: expect.stringContaining('headwater start'),
        },
      },
    });
  });
});
