import { gunzipSync } from 'node:zlib';
import sql from 'sql-template-tag';
import type { TestServer } from '../http/test-server.ts';

/** A load as it lies in the database, unpacked. */
export interface StoredLoad {
  readonly number: number;
  readonly class: string;
  readonly action: string;
  readonly items: number;
  readonly lines: readonly string[];
  readonly keys: readonly number[];
  readonly dropped: readonly string[];
}

/** The loads of a session, in upload order. */
export async function storedLoads(server: TestServer, sessionId: string): Promise<readonly StoredLoad[]> {
  const rows = await server.org.read((tx) =>
    tx.query<Omit<StoredLoad, 'lines' | 'keys'> & { readonly body: Buffer; readonly keys: Buffer }>(sql`
      SELECT number, class, action, items, body, keys, dropped FROM bulk_loads
      WHERE session_id = ${sessionId} ORDER BY number`),
  );
  return rows.map(({ body, keys, ...rest }) => ({
    ...rest,
    lines: gunzipSync(body).toString('utf8').split('\n').slice(0, -1),
    keys: Array.from({ length: keys.length / 8 }, (_, index) => keys.readDoubleLE(index * 8)),
  }));
}

/** What a session says of its loads. */
export async function sessionCounts(server: TestServer, sessionId: string): Promise<unknown> {
  const [row] = await server.org.read((tx) =>
    tx.query(sql`SELECT status, bulk_requests, staged FROM sessions WHERE id = ${sessionId}`),
  );
  return row;
}
