import { Pool } from 'undici';
import { type BenchPerson, person } from './people.ts';

const BATCH = 200;
const LOADS = 50;
/** Loads under way at a time: a session takes them from several connections, and a waiting client would measure its own patience. */
const CONNECTIONS = 2;
const POLL_MILLISECONDS = 20;

/** What one run over all people measured. */
export interface UploadResult {
  readonly seconds: number;
  /** Milliseconds of every bulk load. */
  readonly latencies: readonly number[];
  /** Seconds at which every tenth of the people was imported: even steps mean a flat rate. */
  readonly counters: Readonly<Record<string, number>>;
}

export interface UploadOptions {
  readonly url: string;
  readonly token: string;
  readonly sourceId: string;
  readonly people: number;
  /** The revision of a person's profile in this run. */
  readonly revision: (number: number) => number;
}

/**
 * Loads everybody as a client under Okta's limits would, 200 to a request and 50 requests to a session, but without waiting
 * between sessions: the next one is loaded while the ones before it are imported. Ends when all imports have.
 */
export async function upload(options: UploadOptions): Promise<UploadResult> {
  const pool = new Pool(options.url, { connections: CONNECTIONS });
  const path = `/api/v1/identity-sources/${options.sourceId}/sessions`;
  const latencies: number[] = [];
  const sessions: string[] = [];
  const began = performance.now();
  for (let first = 0; first < options.people; first += BATCH * LOADS) {
    const { id } = (await call(pool, options, 'POST', path)) as { readonly id: string };
    const end = Math.min(first + BATCH * LOADS, options.people);
    let from = first;
    const sendAll = async () => {
      while (from < end) {
        const body = batch(options, from);
        from += BATCH;
        const sent = performance.now();
        await call(pool, options, 'POST', `${path}/${id}/bulk-upsert`, body);
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, sendAll));
    await call(pool, options, 'POST', `${path}/${id}/start-import`);
    sessions.push(id);
  }
  const counters: Record<string, number> = {};
  for (const id of sessions) {
    await ended(pool, options, `${path}/${id}`);
  }
  const seconds = (performance.now() - began) / 1000;
  for (const id of sessions) {
    const [found] = (await call(pool, options, 'GET', `/api/v1/headwater/imports?sessionId=${id}`)) as readonly {
      readonly counters: { readonly users: Readonly<Record<string, number>> };
    }[];
    for (const [name, count] of Object.entries(found?.counters.users ?? {}))
      counters[name] = (counters[name] ?? 0) + count;
  }
  await pool.close();
  return { seconds, latencies, counters };
}

function batch({ people, revision }: UploadOptions, from: number): string {
  const profiles: BenchPerson[] = [];
  for (let number = from; number < Math.min(from + BATCH, people); number++) {
    profiles.push(person(number, revision(number)));
  }
  return JSON.stringify({ entityType: 'USERS', profiles });
}

async function ended(pool: Pool, options: UploadOptions, path: string): Promise<void> {
  for (;;) {
    const { status } = (await call(pool, options, 'GET', path)) as { readonly status: string };
    if (status === 'COMPLETED') return;
    if (status !== 'TRIGGERED') throw new Error(`The session ${path} ended as ${status}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

async function call(
  pool: Pool,
  { token }: UploadOptions,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<unknown> {
  const response = await pool.request({
    method,
    path,
    headers: {
      authorization: `SSWS ${token}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body ?? null,
  });
  const text = await response.body.text();
  if (response.statusCode >= 400) throw new Error(`${method} ${path} answered ${response.statusCode}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
