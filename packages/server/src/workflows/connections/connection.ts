import { notFound } from '@headwater/protocol';
import type { ConnectionKind } from '@headwater/workflows';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** A connection of the org, its secret apart. */
export interface FlowConnection {
  /** `fcn…` */
  readonly id: string;
  readonly name: string;
  /** Name of its connector: `okta`, `httpfunctions` … */
  readonly connector: string;
  readonly kind: ConnectionKind;
  /** As the schema of its kind has them; `{"org": "self", "baseUrl"}` for one to this org. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether it has a secret. */
  readonly hasSecret: boolean;
  readonly created: Date;
  readonly lastUpdated: Date;
}

const SELECT = sql`
  SELECT id, name, connector, kind, settings, secret IS NOT NULL AS "hasSecret", created, last_updated AS "lastUpdated"
  FROM flow_connections`;

/** Connections that meet a condition, in the order of their names. */
export function selectConnections(tx: Transaction, condition: Sql, limit: number): Promise<readonly FlowConnection[]> {
  return tx.query<FlowConnection>(sql`${SELECT} WHERE ${condition} ORDER BY name LIMIT ${limit}`);
}

/** A connection by its id. Throws `notFound`. */
export async function getConnection(tx: Transaction, id: string): Promise<FlowConnection> {
  const [found] = await selectConnections(tx, sql`id = ${id}`, 1);
  if (found === undefined) throw notFound(id, 'FlowConnection');
  return found;
}

/** Those of these ids that there are. */
export function findConnections(tx: Transaction, ids: readonly string[]): Promise<readonly FlowConnection[]> {
  return ids.length === 0 ? Promise.resolve([]) : selectConnections(tx, sql`id = ANY(${[...ids]}::text[])`, ids.length);
}

/** What the secret of a connection is sealed for. */
export function secretContext(id: string): string {
  return `flow-connection ${id}`;
}
