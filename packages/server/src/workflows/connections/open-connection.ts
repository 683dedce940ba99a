import type { Bindings, Connection, ConnectionRef } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { isSelf } from './check-connection.ts';
import { type FlowConnection, secretContext } from './connection.ts';

/** A connection with its secret, ready to be used. */
export interface OpenedConnection {
  readonly connection: Connection;
  /** Where the org it is in has it, when it leads to that very org; else null. */
  readonly selfUrl: string | null;
}

/**
 * The id of the org's connection that stands for that of a card: the one bound to the connection the card names, else the one bound to
 * its connector; null when neither is.
 */
export function boundConnection(bindings: Bindings, { connector, id }: ConnectionRef): string | null {
  const connections = bindings.connections ?? {};
  const found = [id, connector].find((key) => key !== null && Object.hasOwn(connections, key));
  return found === undefined || found === null ? null : (connections[found] ?? null);
}

/**
 * The connection that stands for that of a card, with its secret; null when none is bound, or it was deleted. Throws a SecretError
 * when the secret cannot be opened.
 */
export async function openConnection(
  org: Org,
  secrets: Secrets,
  bindings: Bindings,
  ref: ConnectionRef,
): Promise<OpenedConnection | null> {
  const id = boundConnection(bindings, ref);
  return id === null ? null : openConnectionById(org, secrets, id);
}

/** A connection of the org with its secret; null when there is none. */
export async function openConnectionById(org: Org, secrets: Secrets, id: string): Promise<OpenedConnection | null> {
  const [row] = await org.read(
    (tx) =>
      tx.query<Pick<FlowConnection, 'kind' | 'settings'> & { readonly secret: Buffer | null }>(
        sql`SELECT kind, settings, secret FROM flow_connections WHERE id = ${id}`,
      ),
    { brief: true },
  );
  if (row === undefined) return null;
  const secret: unknown =
    row.secret === null ? {} : JSON.parse(secrets.open(row.secret, secretContext(id)).toString('utf8'));
  // That it leads to this org is no setting of its kind.
  const { org: _self, ...settings } = row.settings;
  // Settings and secret were checked with the schemas of the kind before they were stored.
  const connection = { id, kind: row.kind, settings, secret } as unknown as Connection;
  const { baseUrl } = connection.settings;
  return { connection, selfUrl: isSelf(row.kind, row.settings) ? (baseUrl ?? null) : null };
}
