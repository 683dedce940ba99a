import { Pool } from 'undici';

/** Calls one org over some connections that are kept open. */
export interface OrgCalls {
  /** The parsed body, undefined where there is none. Rejects for an error status, with the body. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface OrgPlace {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
}

/** Opens {@link OrgCalls}. */
export function connectOrg({ url, token, connections }: OrgPlace): OrgCalls {
  const pool = new Pool(url, { connections });
  return {
    async call(method, path, body) {
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
    },
    close: () => pool.close(),
  };
}

/** Calls `work` for 0, 1, … `count - 1`, so many at a time; gives the milliseconds that each took. */
export async function inParallel(
  count: number,
  width: number,
  work: (index: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const latencies: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      const began = performance.now();
      await work(index);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return latencies;
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
