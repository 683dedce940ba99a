import { gzipSync } from 'node:zlib';
import { buildPack } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPrograms } from '../../../src/workflows/packs/programs.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';

const TEXT = buildPack((pack) => {
  pack.manual('A', (f) => {
    f.card('okta:createAnImportSession', { options: { application: '0oaOLD' } });
    f.return({});
  });
}).text();

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(() => server.org.transaction((tx) => tx.execute(sql`DELETE FROM flow_packs`).then(() => undefined)));

async function addPack(id: string, sha256: string, bindings: object = {}): Promise<void> {
  const now = server.org.clock.now();
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO flow_packs (id, name, version, bindings, created, last_updated)
      VALUES (${id}, ${id}, 1, ${JSON.stringify(bindings)}, ${now}, ${now})`);
    await tx.execute(sql`
      INSERT INTO flow_pack_versions (pack_id, version, sha256, file_name, size, content, created)
      VALUES (${id}, 1, ${sha256}, 'x', ${TEXT.length}, ${gzipSync(TEXT)}, ${now})`);
  });
}

test('a file is compiled once for equal bindings and choices, in whatever pack', async () => {
  await addPack('fpk1', 'a', { applications: { '0oaOLD': '0oaNEW' }, hosts: { 'https://a': 'https://b' } });
  await addPack('fpk2', 'a', { applications: { '0oaOLD': '0oaNEW' } });
  await addPack('fpk3', 'a');
  const programs = createPrograms();
  const [first, again, second, third] = await Promise.all(
    ['fpk1', 'fpk1', 'fpk2', 'fpk3'].map((id) => programs.load(server.org, id, 1)),
  );
  expect([
    first?.program === again?.program,
    first?.program === second?.program,
    first?.program === third?.program,
    first?.bindings,
    second?.bindings,
  ]).toEqual([
    true,
    true,
    false,
    { applications: { '0oaOLD': '0oaNEW' }, hosts: { 'https://a': 'https://b' } },
    { applications: { '0oaOLD': '0oaNEW' } },
  ]);
});

test('a change of bindings or choices counts at once', async () => {
  await addPack('fpk1', 'a');
  const programs = createPrograms();
  const before = await programs.load(server.org, 'fpk1', 1);
  await server.org.transaction((tx) =>
    tx.execute(sql`UPDATE flow_packs SET choices = '{"listAtOutOfRange": "null"}', bindings = '{"hosts": {}}'`),
  );
  const after = await programs.load(server.org, 'fpk1', 1);
  expect([before.program.choices.listAtOutOfRange, after.program.choices.listAtOutOfRange, after.bindings]).toEqual([
    'error',
    'null',
    { hosts: {} },
  ]);
});

test('only so much is kept, what was used last longest', async () => {
  for (const id of ['fpk1', 'fpk2', 'fpk3']) await addPack(id, id);
  const programs = createPrograms({ mostBytes: 2 * TEXT.length });
  const load = async (id: string) => (await programs.load(server.org, id, 1)).program;
  const [first, second] = [await load('fpk1'), await load('fpk2')];
  await load('fpk1');
  await load('fpk3');
  expect([(await load('fpk1')) === first, (await load('fpk2')) === second]).toEqual([true, false]);
});

test('what is not there is not found, and what cannot be read may be tried again', async () => {
  const programs = createPrograms();
  await expect(programs.load(server.org, 'fpk1', 1)).rejects.toThrow('Resource not found: fpk1 version 1 (FlowPack)');
  await addPack('fpk1', 'a');
  await server.org.transaction((tx) => tx.execute(sql`UPDATE flow_pack_versions SET content = ${gzipSync('{')}`));
  await expect(programs.load(server.org, 'fpk1', 1)).rejects.toThrow();
  await server.org.transaction((tx) => tx.execute(sql`UPDATE flow_pack_versions SET content = ${gzipSync(TEXT)}`));
  expect((await programs.load(server.org, 'fpk1', 1)).program.flows.size).toBe(1);
});
