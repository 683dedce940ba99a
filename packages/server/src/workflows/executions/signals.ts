import sql from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import type { DedicatedConnection } from '../../database/dedicated-connection.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';

/** Executions that ended or have an answer, for those who wait. */
export const ENDS_CHANNEL = 'headwater_flow_ends';

/** Executions that are to be cancelled, for the process that runs them. */
export const CANCELS_CHANNEL = 'headwater_flow_cancels';

/** A message holds 8,000 bytes. */
const IDS_PER_MESSAGE = 300;

/** Tells all processes, once the transaction commits, that somebody who waits for these executions should look. */
export async function announce(
  tx: Transaction,
  org: Pick<Org, 'name'>,
  executions: readonly string[],
  channel = ENDS_CHANNEL,
): Promise<void> {
  for (let from = 0; from < executions.length; from += IDS_PER_MESSAGE) {
    const ids = executions.slice(from, from + IDS_PER_MESSAGE);
    await tx.later(sql`SELECT pg_notify(${channel}, ${[org.name, ...ids].join(' ')})`);
  }
}

/** Hears of executions by `<org> <execution>`. */
export interface Signals {
  /** Calls `wake` whenever something is said of the execution, and once whenever messages may have been missed. */
  hear(org: string, execution: string, wake: () => void): () => void;
  close(): Promise<void>;
}

/** Between two attempts to listen again after the connection broke. */
const RETRY_MILLISECONDS = 200;

/** Listens on a channel until `close`, over lost connections. */
export async function openSignals(database: Database, channel: string): Promise<Signals> {
  const listeners = new Map<string, Set<() => void>>();
  let connection: DedicatedConnection | undefined;
  let closed = false;

  async function listen(): Promise<void> {
    const opened = await database.connection();
    if (closed) return opened.close();
    opened.onLost(() => {
      connection = undefined;
      void listenAgain();
    });
    await opened.listen(channel, (payload) => {
      const [org = '', ...ids] = payload.split(' ');
      for (const id of ids) for (const wake of listeners.get(`${org} ${id}`) ?? []) wake();
    });
    connection = opened;
  }
  async function listenAgain(): Promise<void> {
    while (connection === undefined && !closed) {
      await listen().catch(() => undefined);
      if (connection === undefined) await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS).unref());
    }
    for (const wakes of listeners.values()) for (const wake of wakes) wake();
  }

  await listen();
  return {
    hear(org, execution, wake) {
      const key = `${org} ${execution}`;
      const wakes = listeners.get(key) ?? new Set();
      listeners.set(key, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && listeners.get(key) === wakes) listeners.delete(key);
      };
    },
    async close() {
      closed = true;
      await connection?.close();
    },
  };
}
