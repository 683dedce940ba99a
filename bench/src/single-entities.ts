import { connectOrg, inParallel, percentile } from './org-calls.ts';
import { person } from './people.ts';

/** Requests under way at a time. */
const CONNECTIONS = 16;

/** What one kind of single call measured. */
export interface SingleCallResult {
  readonly run: string;
  readonly calls: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

export interface SingleCallOptions {
  readonly url: string;
  readonly token: string;
  readonly sourceId: string;
  readonly calls: number;
}

/** Creates, reads, updates and groups people one by one over 16 connections, then deletes them. */
export async function measureSingleCalls(options: SingleCallOptions): Promise<readonly SingleCallResult[]> {
  const org = connectOrg({ ...options, connections: CONNECTIONS });
  const source = `/api/v1/identity-sources/${options.sourceId}`;
  const idOf = (index: number) => encodeURIComponent(single(index).externalId);
  const results: SingleCallResult[] = [];
  const measure = async (run: string, work: (index: number) => Promise<unknown>) => {
    const began = performance.now();
    const latencies = await inParallel(options.calls, CONNECTIONS, work);
    const seconds = (performance.now() - began) / 1000;
    results.push({
      run,
      calls: options.calls,
      seconds,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    });
  };
  await org.call(
    'POST',
    `${source}/groups`,
    JSON.stringify({ externalId: 'single', profile: { displayName: 'Single calls' } }),
  );
  await measure('create user', (index) => org.call('POST', `${source}/users`, JSON.stringify(single(index))));
  await measure('read user', (index) => org.call('GET', `${source}/users/${idOf(index)}`));
  await measure('update user', (index) => {
    const { profile } = single(index, 1);
    return org.call('PATCH', `${source}/users/${idOf(index)}`, JSON.stringify({ profile }));
  });
  await measure('add to group', (index) =>
    org.call(
      'POST',
      `${source}/groups/single/membership`,
      JSON.stringify({ memberExternalId: single(index).externalId }),
    ),
  );
  await measure('delete user', (index) => org.call('DELETE', `${source}/users/${idOf(index)}`));
  await org.close();
  return results;
}

/** Nobody of the other runs. */
function single(index: number, revision = 0) {
  return person(90_000_000 + index, revision);
}
