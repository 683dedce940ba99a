import { ApiError, type FlowConnectionChange, type FlowConnectionRequest, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { mergePatch } from '../../orgs/merge-patch.ts';
import type { Org } from '../../orgs/org.ts';
import { SecretError } from '../../secrets/secret-error.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { connectionCauses, isRedirected, isSelf, needsSecret } from './check-connection.ts';
import { type FlowConnection, getConnection, secretContext } from './connection.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What changing connections needs besides the transaction. */
export interface ConnectionParts {
  readonly secrets: Secrets;
  /** Address of the org, which a connection to itself gets. */
  readonly origin: string;
  readonly act: Act;
}

/** Creates a connection. Throws `validationFailed` with everything that is wrong, `conflict` for a name that is taken. */
export async function createConnection(
  tx: Transaction,
  org: Org,
  request: FlowConnectionRequest,
  { secrets, origin, act }: ConnectionParts,
): Promise<FlowConnection> {
  const { name, connector, kind } = request;
  const secret = needsSecret(kind) ? (request.secret ?? {}) : request.secret;
  const causes = connectionCauses({ ...request, ...pick(secret) });
  if (causes.length > 0) throw refuse(causes);
  await requireName(tx, name);
  const id = org.ids.next('flowConnection');
  const now = org.clock.now();
  const settings = withOrigin(kind, request.settings ?? {}, origin);
  const sealed = needsSecret(kind) ? seal(secrets, id, secret) : null;
  await tx.execute(sql`
    INSERT INTO flow_connections (id, name, connector, kind, settings, secret, created, last_updated)
    VALUES (${id}, ${name}, ${connector}, ${kind}, ${JSON.stringify(settings)}, ${sealed}, ${now}, ${now})`);
  const made = await getConnection(tx, id);
  await record(tx, org, 'create', made, act);
  return made;
}

/**
 * Changes a connection. Settings by which its credentials would go elsewhere need the credentials again, so that nobody can have them
 * sent to himself. Throws `notFound`, `validationFailed`, `conflict`.
 */
export async function updateConnection(
  tx: Transaction,
  org: Org,
  id: string,
  change: FlowConnectionChange,
  { secrets, origin, act }: ConnectionParts,
): Promise<FlowConnection> {
  await tx.query(sql`SELECT FROM flow_connections WHERE id = ${id} FOR UPDATE`);
  const before = await getConnection(tx, id);
  const { kind, connector } = before;
  const merged = mergePatch(before.settings, change.settings ?? {}) as Settings;
  const settings = withOrigin(kind, merged, origin);
  const causes = connectionCauses({ connector, kind, settings, ...pick(change.secret) });
  if (causes.length > 0) throw refuse(causes);
  if (needsSecret(kind) && change.secret === undefined && isRedirected(before.settings, settings)) {
    throw refuse(['secret: The credentials would go elsewhere with these settings; send them again']);
  }
  if (change.name !== undefined && change.name !== before.name) await requireName(tx, change.name);
  await tx.execute(sql`
    UPDATE flow_connections
    SET name = ${change.name ?? before.name}, settings = ${JSON.stringify(settings)}, last_updated = ${org.clock.now()}
    WHERE id = ${id}`);
  const after = await getConnection(tx, id);
  if (change.secret !== undefined && needsSecret(kind)) {
    const sealed = seal(secrets, id, change.secret);
    await tx.execute(sql`UPDATE flow_connections SET secret = ${sealed} WHERE id = ${id}`);
    await record(tx, org, 'reauthorize', after, act);
  }
  return after;
}

/** Deletes a connection that no pack is bound to. Throws `notFound`, `conflict`. */
export async function deleteConnection(tx: Transaction, org: Org, id: string, act: Act): Promise<void> {
  const connection = await getConnection(tx, id);
  const packs = await tx.query<{ readonly name: string }>(sql`
    SELECT name FROM flow_packs
    WHERE EXISTS (SELECT FROM jsonb_each_text(coalesce(bindings -> 'connections', '{}')) AS bound WHERE bound.value = ${id})
    ORDER BY name`);
  if (packs.length > 0) {
    const names = packs.map(({ name }) => `"${name}"`).join(', ');
    throw conflict(`Packs are bound to the connection: ${names}. Bind another one first.`);
  }
  await tx.execute(sql`DELETE FROM flow_connections WHERE id = ${id}`);
  await record(tx, org, 'delete', connection, act);
}

async function record(
  tx: Transaction,
  org: Org,
  what: 'create' | 'delete' | 'reauthorize',
  { id, name, connector }: FlowConnection,
  act: Act,
): Promise<void> {
  const target = { id, type: 'FlowConnection', alternateId: connector, displayName: name };
  await recordEvent(tx, { at: org.clock.now(), type: `workflows.user.connection.${what}`, ...act, targets: [target] });
}

function pick(secret: FlowConnectionChange['secret']): Pick<FlowConnectionRequest, 'secret'> {
  return secret === undefined ? {} : { secret };
}

/** A connection to this org leads where the org was called, unless it says otherwise. */
function withOrigin(kind: FlowConnection['kind'], settings: Settings, origin: string): Settings {
  return isSelf(kind, settings) && settings.baseUrl === undefined ? { ...settings, baseUrl: origin } : settings;
}

async function requireName(tx: Transaction, name: string): Promise<void> {
  const [taken] = await tx.query(sql`SELECT FROM flow_connections WHERE name = ${name}`);
  if (taken !== undefined) throw conflict(`There is a connection "${name}" already.`);
}

function seal(secrets: Secrets, id: string, secret: unknown): Buffer {
  try {
    return secrets.seal(Buffer.from(JSON.stringify(secret)), secretContext(id));
  } catch (error) {
    if (error instanceof SecretError) throw refuse([`secret: ${error.message}`]);
    throw error;
  }
}

function refuse(causes: readonly string[]): ApiError {
  return validationFailed('flowConnection', causes);
}

function conflict(cause: string): ApiError {
  return new ApiError('conflict', { data: { subject: 'flowConnection' }, causes: [cause] });
}
