import { createToken, openAdministration, revokeToken, SYSTEM, updateOrg } from '@headwater/server';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Administration, connectionUrl, makeOrg, type TestOrg } from '../src/org.ts';
import { type Load, SourceApi, upload } from '../src/source-api.ts';
import { ServerEnded, type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

const PEOPLE = 10_000;

const stage = new Stage();
/** Runs the PostgreSQL that both servers use. */
let administration: Administration;
let a: ServerProcess;
let b: ServerProcess;

beforeAll(async () => {
  administration = await openAdministration({ dataDir: await stage.folder(), databaseUrl: undefined });
  const databaseUrl = connectionUrl(administration.database.options);
  a = await stage.start({ dataDir: await stage.folder(), databaseUrl });
  b = await stage.start({ dataDir: await stage.folder(), databaseUrl });
});

afterAll(async () => {
  await stage.close();
  await administration.close();
});

function apiOf(server: ServerProcess, { name, token, sourceId }: TestOrg): SourceApi {
  return new SourceApi({ url: () => server.url, org: name, token, sourceId });
}

/** The calls of one org through several servers, as soon as all of them know it. */
async function reach(org: TestOrg, ...servers: readonly ServerProcess[]): Promise<readonly SourceApi[]> {
  const apis = servers.map((server) => apiOf(server, org));
  for (const api of apis) {
    await until('The server knows the org', async () =>
      (await api.raw('GET', api.sessions)).status === 200 ? true : undefined,
    );
  }
  return apis;
}

function people(): readonly Load[] {
  const profiles = Array.from({ length: PEOPLE }, (_, number) => {
    const login = `w${number}@corp.example`;
    return {
      externalId: `W${number}`,
      profile: { userName: login, email: login, firstName: 'Kim', lastName: `W${number}` },
    };
  });
  const size = 2_500;
  return Array.from({ length: PEOPLE / size }, (_, load) => ({
    kind: 'upsert',
    profiles: profiles.slice(load * size, (load + 1) * size),
  }));
}

/** The process that runs a job now. */
async function holderOfJob(): Promise<number | undefined> {
  const [holder] = await administration.database.inPlatform((tx) =>
    tx.query<{ readonly pid: number }>(sql`
      SELECT process.pid FROM headwater.processes AS process
      JOIN graphile_worker._private_jobs AS job ON job.locked_by = ANY (process.worker_ids)`),
  );
  return holder?.pid;
}

test('what one server does, the other sees: sessions, loads, starts', async () => {
  expect([a.firstStart?.sourceId, b.firstStart]).toEqual([expect.stringMatching(/^0oa/), undefined]);
  const [onA, onB] = await reach(await makeOrg(administration, 'shared'), a, b);
  if (onA === undefined || onB === undefined) throw new TypeError('There are two servers');
  const session = await onA.create();
  expect(await onB.list()).toEqual([session]);
  const [first, second] = people();
  if (first === undefined || second === undefined) throw new TypeError('There are several loads');
  await onB.load(session.id, { kind: 'upsert', profiles: first.profiles.slice(0, 100) });
  await onA.load(session.id, { kind: 'upsert', profiles: second.profiles.slice(0, 100) });
  expect(await onB.start(session.id)).toMatchObject({ id: session.id, status: 'TRIGGERED' });
  expect((await onA.completed(session.id)).counters.users).toMatchObject({ scanned: 200, added: 200, errors: 0 });
  expect(await onB.get(session.id)).toEqual(await onA.get(session.id));
});

test('a token revoked while the other server believes it stops working there', async () => {
  const made = await makeOrg(administration, 'revoking');
  const org = await administration.org(made.name);
  const act = { actor: SYSTEM };
  const { token, value } = await org.transaction((tx) =>
    createToken(tx, org, { name: 'Short-lived', ownerId: made.administratorId }, act),
  );
  const [onA, onB] = await reach({ ...made, token: value }, a, b);
  await org.transaction((tx) => revokeToken(tx, org, token.id, act));
  for (const api of [onA, onB]) {
    const refusal = await until('The token is refused', async () => {
      const answer = await api?.raw('GET', api.sessions);
      return answer?.status === 401 ? answer : undefined;
    });
    expect(JSON.parse(refusal.text)).toMatchObject({ errorCode: 'E0000011', errorSummary: 'Invalid token provided' });
  }
});

test('both servers together let through what the limit allows, however a client spreads its calls', async () => {
  const made = await makeOrg(administration, 'limited');
  const [onA, onB] = await reach(made, a, b);
  if (onA === undefined || onB === undefined) throw new TypeError('There are two servers');
  const bucket = '/api/v1/identity-sources/{identitySourceId}/sessions';
  await updateOrg(administration.database, made.name, { settings: { rateLimits: { buckets: { [bucket]: 30 } } } });
  for (const api of [onA, onB]) {
    await until('The server knows the limit', async () =>
      (await api.raw('GET', '/.well-known/headwater')).text.includes(bucket) ? true : undefined,
    );
  }
  const passed = new Map<string, number>();
  let refused = 0;
  // Forty calls touch at most two minutes.
  for (let call = 0; call < 40; call++) {
    const { status, headers } = await (call % 2 === 0 ? onA : onB).raw('GET', onA.sessions);
    const minute = String(headers['x-rate-limit-reset']);
    expect(headers['x-rate-limit-limit']).toBe('15');
    if (status === 200) passed.set(minute, (passed.get(minute) ?? 0) + 1);
    else refused += 1;
  }
  expect(Math.max(...passed.values())).toBeLessThanOrEqual(15);
  expect(refused).toBeGreaterThanOrEqual(10);
});

test('an import whose server is killed goes on in the other one, and does nothing twice', async ({ annotate }) => {
  const made = await makeOrg(administration, 'takeover', { bulkMaxItems: 2_500, bulkMaxBytes: 2 ** 22 });
  const [api] = await reach(made, a, b);
  if (api === undefined) throw new TypeError('There is a server');
  const sessionId = await upload(api, people());
  const holder = await until('Chunks are planned, and a server plans on', async () => {
    const { progress } = await api.importOf(sessionId);
    return progress.planned >= 2_000 ? await holderOfJob() : undefined;
  });
  const victim = [a, b].find(({ pid }) => pid === holder);
  const survivor = [a, b].find(({ pid }) => pid !== holder);
  if (victim === undefined || survivor === undefined) throw new Error(`The job is held by process ${holder}`);
  const killed = performance.now();
  expect(await victim.end('SIGKILL')).toBeNull();
  const took = await until('The other server has taken the job', async () => {
    return (await holderOfJob()) === survivor.pid ? performance.now() - killed : undefined;
  });
  const { counters, progress } = await apiOf(survivor, made).completed(sessionId);
  await annotate(`taken over ${Math.round(took)} ms after the kill`);

  expect(counters.users).toMatchObject({ scanned: PEOPLE, added: PEOPLE, activated: PEOPLE, errors: 0, warnings: 0 });
  expect(progress).toEqual({ total: PEOPLE, planned: PEOPLE, applied: PEOPLE });
  const org = await administration.org(made.name);
  const [written] = await org.read((tx) =>
    tx.query(sql`
      SELECT (SELECT count(*)::int FROM users WHERE login_key LIKE 'w%') AS users,
             (SELECT count(*)::int FROM source_users) AS "sourceUsers",
             (SELECT count(*)::int FROM import_records) AS receipts,
             (SELECT count(*)::int FROM changes WHERE import_id IS NOT NULL) AS changes,
             (SELECT count(DISTINCT object_id)::int FROM changes WHERE import_id IS NOT NULL) AS changed`),
  );
  expect(written).toEqual({
    users: PEOPLE,
    sourceUsers: PEOPLE,
    receipts: PEOPLE,
    changes: PEOPLE,
    changed: PEOPLE,
  });
});

test('a second server on an embedded data directory is refused, and told where the first one is', async () => {
  const dataDir = await stage.folder();
  const first = await stage.start({ dataDir });
  const refusal = await stage.start({ dataDir }).catch((error: unknown) => error);
  if (!(refusal instanceof ServerEnded)) throw new Error(`The second server was not refused: ${String(refusal)}`);
  expect(refusal.exitCode).toBe(1);
  expect(refusal.output).toContain(
    `Another Headwater server uses this data directory: headwater server, pid ${first.pid} at ${first.url}; stop it, or give this one another data directory`,
  );
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
});
