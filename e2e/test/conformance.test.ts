import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConformanceReport, countOutcomes, exchangeWith, runSuite } from '@headwater/conformance';
import { AMBIGUITIES, type Choices, DEFAULT_CHOICES } from '@headwater/protocol';
import { updateOrg } from '@headwater/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administer, makeOrg, type TestOrg } from '../src/org.ts';
import { SourceApi } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

const stage = new Stage();
let dataDir: string;
let server: ServerProcess;

beforeAll(async () => {
  dataDir = await stage.folder();
  server = await stage.start({ dataDir });
});

afterAll(() => stage.close());

/** Makes an org that answers the questions of the register like this, and waits until the server knows it. */
async function orgThatAnswers(name: string, choices: Partial<Choices>): Promise<TestOrg> {
  const org = await administer({ dataDir }, async (administration) => {
    const made = await makeOrg(administration, name);
    await updateOrg(administration.database, name, { settings: { choices } });
    return made;
  });
  const api = new SourceApi({ url: () => server.url, org: name, token: org.token, sourceId: org.sourceId });
  await until('The server knows the org', async () => {
    const { status } = await api.raw('GET', api.sessions);
    return status === 200 ? true : undefined;
  });
  return org;
}

let runs = 0;

function conformance(org: TestOrg, url = server.url): Promise<ConformanceReport> {
  const plain = exchangeWith(url);
  return runSuite({
    url,
    sourceId: org.sourceId,
    prefix: `hwc-e2e${++runs}-`,
    access: {
      exchange: (call) => plain({ ...call, headers: { ...call.headers, Host: `${org.name}.localhost` } }),
      authorization: `SSWS ${org.token}`,
      source: `/api/v1/identity-sources/${org.sourceId}`,
      // An org without cooldown needs no patience; imports are awaited by looking again.
      wait: () => delay(25),
    },
  });
}

const deviations = ({ cases }: ConformanceReport) => cases.filter(({ outcome }) => outcome !== 'passed');

test('the org conforms, answers as the register says, and keeps nothing of the run', async () => {
  const report = await conformance(await orgThatAnswers('conforming', {}));
  const asked = Object.keys(report.answers) as (keyof Choices)[];
  expect({
    deviations: deviations(report),
    answers: report.answers,
    unanswered: report.unanswered,
    leftBehind: report.leftBehind,
  }).toEqual({
    deviations: [],
    answers: Object.fromEntries(asked.map((name) => [name, DEFAULT_CHOICES[name]])),
    unanswered: {},
    leftBehind: [],
  });
});

test('the suite finds out every other answer of an org', async () => {
  const { answers } = await conformance(await orgThatAnswers('asked', {}));
  const others = Object.fromEntries(
    (Object.keys(answers) as (keyof Choices)[]).map((name) => [
      name,
      Object.keys(AMBIGUITIES[name].answers).findLast((answer) => answer !== DEFAULT_CHOICES[name]),
    ]),
  ) as Partial<Choices>;
  // A session that takes one load only would end other cases before their questions.
  const report = await conformance(await orgThatAnswers('other', { ...others, loadableStatuses: 'open' }));
  expect(report.answers).toEqual({ ...others, loadableStatuses: 'open' });
});

/** A proxy that spoils one kind of answer. */
async function spoil(change: (status: number, path: string) => number): Promise<{ url: string; close(): void }> {
  const upstream = new URL(server.url);
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path = '', headers } = incoming;
    const forwarded = request({ hostname: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
      outgoing.writeHead(change(answer.statusCode ?? 0, path), answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void proxy.close() };
}

test('an org that answers loads with 200 instead of 202 deviates, and the report says where', async () => {
  const org = await orgThatAnswers('spoiled', {});
  const proxy = await spoil((status, path) => (status === 202 && path.endsWith('bulk-groups-upsert') ? 200 : status));
  const report = await conformance(org, proxy.url);
  proxy.close();
  expect(deviations(report).map(({ id }) => id)).toEqual([
    'bulk-groups.upsert',
    'bulk-memberships.upsert',
    'imports.everything',
  ]);
  expect(countOutcomes(report).deviates).toBe(3);
});
