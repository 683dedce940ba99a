import type { FlowDetails, FlowExecution, FlowPackImport } from '@headwater/protocol';
import { connectOrg, inParallel, type OrgCalls, percentile } from '../org-calls.ts';
import type { Report } from '../report.ts';
import type { ServerProcess } from '../server-process.ts';
import { eachPack, MANY, shortPack } from './packs.ts';

const CONNECTIONS = 32;
const CALLS = 5_000;
const ITEMS = 10_000;
const BASE = '/api/v1/headwater';

/** What the runtime does inside a server, with PostgreSQL behind it. */
export async function measureServer(report: Report, server: ServerProcess): Promise<void> {
  const org = connectOrg({ url: server.url, token: server.token, connections: CONNECTIONS });
  try {
    const flows = await install(org, 'short', shortPack().text());
    for (const durable of [false, true]) await measureEndpoint(report, server, org, flows, durable);
    await measureMany(report, org, flows);
    await measureEach(report, org);
  } finally {
    await org.close();
  }
}

async function measureEndpoint(
  report: Report,
  server: ServerProcess,
  org: OrgCalls,
  flows: ReadonlyMap<string, FlowDetails>,
  durable: boolean,
): Promise<void> {
  const flow = flowOf(flows, 'Greet');
  await org.call('PATCH', `${BASE}/flows/${flow.id}`, JSON.stringify({ settings: { durable } }));
  const { pathname } = new URL(flow.endpoint?.url ?? '');
  const expected = JSON.stringify({ greeting: 'Hello, Ada' });
  const began = performance.now();
  const latencies = await inParallel(CALLS, CONNECTIONS, async () => {
    const answer = JSON.stringify(await org.call('GET', `${pathname}?name=%20Ada%20Lovelace`));
    if (answer !== expected) throw new Error(`The endpoint answered ${answer}`);
  });
  const seconds = (performance.now() - began) / 1000;
  report.add({
    size: `${CALLS.toLocaleString('en')} calls`,
    run: `endpoint, ${durable ? 'durable' : 'not durable'}`,
    seconds,
    perSecond: CALLS / seconds,
    unit: 'executions',
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    serverMegabytes: await server.peakMegabytes(),
  });
}

/** Executions that nobody waits for: from the start of the first to the end of the last. */
async function measureMany(report: Report, org: OrgCalls, flows: ReadonlyMap<string, FlowDetails>): Promise<void> {
  const began = performance.now();
  await run(org, flowOf(flows, 'Many').id, {});
  const open = `${BASE}/flow-executions?flowId=${flowOf(flows, 'Short').id}&limit=1&status=`;
  for (const status of ['queued', 'running']) {
    while (((await org.call('GET', `${open}${status}`)) as readonly unknown[]).length > 0);
  }
  const seconds = (performance.now() - began) / 1000;
  const size = `${MANY.toLocaleString('en')} starts`;
  report.add({ size, run: 'started by a flow, durable', seconds, perSecond: MANY / seconds, unit: 'executions' });
}

async function measureEach(report: Report, org: OrgCalls): Promise<void> {
  const flows = await install(org, 'each', eachPack().text());
  const people = Array.from({ length: ITEMS }, (_, number) => ({ name: `Person ${number}` }));
  const began = performance.now();
  await run(org, flowOf(flows, 'Each').id, { people });
  const seconds = (performance.now() - began) / 1000;
  report.add({
    size: '10,000 items',
    run: 'Map with a helper, durable',
    seconds,
    perSecond: ITEMS / seconds,
    unit: 'items',
  });
}

/** Imports a pack and switches everything on; gives its flows by name. */
async function install(org: OrgCalls, name: string, text: string): Promise<ReadonlyMap<string, FlowDetails>> {
  const { pack } = (await org.call('POST', `${BASE}/flow-packs?name=${name}`, text)) as FlowPackImport;
  const list = (await org.call('GET', `${BASE}/flows?packId=${pack?.id}`)) as readonly FlowDetails[];
  const flows = new Map<string, FlowDetails>();
  for (const { id } of list) await org.call('POST', `${BASE}/flows/${id}/on?with=helpers`);
  for (const { id, name: flow } of list) flows.set(flow, (await org.call('GET', `${BASE}/flows/${id}`)) as FlowDetails);
  return flows;
}

/** Runs a flow to its end. Throws when it did not succeed. */
async function run(org: OrgCalls, flowId: string, input: object): Promise<void> {
  const body = JSON.stringify({ input });
  const { status, error } = (await org.call('POST', `${BASE}/flows/${flowId}/run?wait=60`, body)) as FlowExecution;
  if (status !== 'succeeded') throw new Error(`The execution is ${status}: ${JSON.stringify(error)}`);
}

function flowOf(flows: ReadonlyMap<string, FlowDetails>, name: string): FlowDetails {
  const flow = flows.get(name);
  if (flow === undefined) throw new TypeError(`The pack has no flow "${name}"`);
  return flow;
}
