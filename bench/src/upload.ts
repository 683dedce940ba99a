import { connectOrg, inParallel, type OrgCalls } from './org-calls.ts';

/** Loads in a session, as Okta allows. */
const LOADS = 50;
/** Loads under way at a time: a session takes them from several connections, and a waiting client would measure its own patience. */
const CONNECTIONS = 2;
const POLL_MILLISECONDS = 20;

/** Counters by class of objects, then by name. */
export type Counters = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What one run measured. */
export interface UploadResult {
  readonly seconds: number;
  /** Milliseconds of every bulk load. */
  readonly latencies: readonly number[];
  readonly counters: Counters;
}

/** One bulk load: its endpoint, and its body made when it is its turn. */
export interface Load {
  readonly kind: string;
  readonly body: () => string;
}

export interface UploadOptions {
  readonly url: string;
  readonly token: string;
  readonly sourceId: string;
  readonly loads: readonly Load[];
}

/**
 * Loads everything as a client under Okta's limits would, 50 requests to a session, but without waiting between sessions: the next one is
 * loaded while the ones before it are imported. Ends when all imports have.
 */
export async function upload({ url, token, sourceId, loads }: UploadOptions): Promise<UploadResult> {
  const org = connectOrg({ url, token, connections: CONNECTIONS });
  const path = `/api/v1/identity-sources/${sourceId}/sessions`;
  const latencies: number[] = [];
  const sessions: string[] = [];
  const began = performance.now();
  for (let first = 0; first < loads.length; first += LOADS) {
    const { id } = (await org.call('POST', path)) as { readonly id: string };
    const batch = loads.slice(first, first + LOADS);
    const taken = await inParallel(batch.length, CONNECTIONS, async (index) => {
      const load = batch[index];
      if (load !== undefined) await org.call('POST', `${path}/${id}/${load.kind}`, load.body());
    });
    latencies.push(...taken);
    await org.call('POST', `${path}/${id}/start-import`);
    sessions.push(id);
  }
  for (const id of sessions) await ended(org, `${path}/${id}`);
  const seconds = (performance.now() - began) / 1000;
  const counters = await readCounters(org, sessions);
  await org.close();
  return { seconds, latencies, counters };
}

async function readCounters(org: OrgCalls, sessions: readonly string[]): Promise<Counters> {
  const sums: Record<string, Record<string, number>> = {};
  for (const id of sessions) {
    const [found] = (await org.call('GET', `/api/v1/headwater/imports?sessionId=${id}`)) as readonly {
      readonly counters: Counters;
    }[];
    for (const [kind, counts] of Object.entries(found?.counters ?? {})) {
      const sum = sums[kind] ?? {};
      sums[kind] = sum;
      for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return sums;
}

async function ended(org: OrgCalls, path: string): Promise<void> {
  for (;;) {
    const { status } = (await org.call('GET', path)) as { readonly status: string };
    if (status === 'COMPLETED') return;
    if (status !== 'TRIGGERED') throw new Error(`The session ${path} ended as ${status}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}
