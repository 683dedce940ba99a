import { notFound } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Party } from '../../system-log/record-event.ts';

export type ServiceAppStatus = 'ACTIVE' | 'INACTIVE';

/** A public key of an app, as a JSON Web Key: never a private member. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC';
  readonly kid: string;
  readonly use: 'sig';
  readonly alg?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

export interface AppKey {
  /** `pks…` */
  readonly id: string;
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly created: Date;
}

/** An app that calls the API by OAuth 2.0 with its own rights (import-semantics 7.2). */
export interface ServiceApp {
  /** `0oa…`; also its client id. */
  readonly id: string;
  readonly label: string;
  /** Tokens of an inactive one are refused, and it gets no new ones. */
  readonly status: ServiceAppStatus;
  /** Whether it gets only tokens that are bound to a key of its own (DPoP). */
  readonly dpop: boolean;
  /** The one identity source it may work on; null: the whole org. */
  readonly sourceId: string | null;
  /** Oldest first. */
  readonly keys: readonly AppKey[];
  readonly created: Date;
  readonly lastUpdated: Date;
}

interface Row extends Omit<ServiceApp, 'keys'> {
  /** As PostgreSQL writes it into JSON: times are text. */
  readonly keys: readonly (Omit<AppKey, 'created'> & { readonly created: string })[];
}

const APPS: Sql = sql`
  SELECT id, label, status, dpop, source_id AS "sourceId", created, last_updated AS "lastUpdated",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'kid', kid, 'jwk', jwk, 'created', created) ORDER BY created, id), '[]')
     FROM service_app_keys WHERE app_id = service_apps.id) AS keys
  FROM service_apps`;

/** All apps, oldest first. */
export async function listServiceApps(tx: Transaction): Promise<readonly ServiceApp[]> {
  return (await tx.query<Row>(sql`${APPS} ORDER BY created, id`)).map(toServiceApp);
}

/** One app, or undefined. */
export async function findServiceApp(tx: Transaction, appId: string): Promise<ServiceApp | undefined> {
  const [row] = await tx.query<Row>(sql`${APPS} WHERE id = ${appId}`);
  return row === undefined ? undefined : toServiceApp(row);
}

/** One app. Throws `notFound`. */
export async function getServiceApp(tx: Transaction, appId: string): Promise<ServiceApp> {
  const app = await findServiceApp(tx, appId);
  if (app === undefined) throw notFound(appId, 'AppInstance');
  return app;
}

/** An app as a target of events. */
export function appParty(app: { readonly id: string; readonly label: string }): Party {
  return { id: app.id, type: 'AppInstance', alternateId: app.label, displayName: app.label };
}

/** An app as the actor of events. */
export function clientParty(app: { readonly id: string; readonly label: string }): Party {
  return { id: app.id, type: 'PublicClientApp', alternateId: app.id, displayName: app.label };
}

function toServiceApp(row: Row): ServiceApp {
  return { ...row, keys: row.keys.map((key) => ({ ...key, created: new Date(key.created) })) };
}
