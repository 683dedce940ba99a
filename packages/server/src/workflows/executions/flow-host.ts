import { randomUUID } from 'node:crypto';
import { encodeValue } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import type { DedicatedConnection } from '../../database/dedicated-connection.ts';
import type { Org } from '../../orgs/org.ts';

/** A process that runs executions without a journal, as others see it: a name, and a lock that is gone with the process. */
export interface FlowHost {
  readonly name: string;
  close(): Promise<void>;
}

const RETRY_MILLISECONDS = 500;

function lockName(host: string): string {
  return `headwater flow host ${host}`;
}

/** Takes a name and its lock, and takes the lock again whenever the connection was lost. */
export async function openFlowHost(database: Database): Promise<FlowHost> {
  const name = randomUUID();
  let connection: DedicatedConnection | undefined;
  let closed = false;

  async function take(): Promise<void> {
    const opened = await database.connection();
    if (closed) return opened.close();
    opened.onLost(() => {
      connection = undefined;
      void takeAgain();
    });
    await opened.query(sql`SELECT pg_advisory_lock(hashtextextended(${lockName(name)}, 0))`);
    connection = opened;
  }
  async function takeAgain(): Promise<void> {
    while (connection === undefined && !closed) {
      await take().catch(() => undefined);
      if (connection === undefined) await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS).unref());
    }
  }

  await take();
  return {
    name,
    async close() {
      closed = true;
      await connection?.close();
    },
  };
}

const LOST = JSON.stringify(
  encodeValue({ status: 'failed', error: { message: 'Its process ended while it ran, and its flow is not durable' } }),
);

/** Ends the executions without a journal whose process is gone; gives their number. */
export async function failLostExecutions(org: Org): Promise<number> {
  return org.transaction(async (tx) => {
    const hosts = await tx.query<{ readonly host: string }>(
      sql`SELECT DISTINCT host FROM flow_executions WHERE host IS NOT NULL AND ended IS NULL`,
    );
    let lost = 0;
    for (const { host } of hosts) {
      const [row] = await tx.query<{ readonly gone: boolean }>(
        sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${lockName(host)}, 0)) AS gone`,
      );
      if (row?.gone !== true) continue;
      lost += await tx.execute(sql`
        UPDATE flow_executions SET status = 'failed', ended = ${org.clock.now()}, outcome = ${LOST}
        WHERE host = ${host} AND ended IS NULL`);
    }
    return lost;
  });
}
