import { compactVerify, errors, type JWTPayload } from 'jose';
import sql from 'sql-template-tag';
import type { Org } from '../../orgs/org.ts';
import type { Party } from '../../system-log/record-event.ts';
import type { AppCaller } from '../caller.ts';
import { appParty, clientParty, type ServiceAppStatus } from '../service-apps/service-app.ts';
import { ACCESS_TOKEN_TYPE, SIGNING_ALGORITHM } from './access-token.ts';
import type { OrgKeys } from './org-keys.ts';

/** An access token of the org and what decides whether it may be used. */
export interface FoundAccessToken {
  readonly kind: 'app';
  readonly caller: AppCaller;
  /** The app as events name it. */
  readonly party: Party;
  readonly status: ServiceAppStatus;
  /** Without a role it may do nothing. */
  readonly isAdministrator: boolean;
  /** Where the client got it: it is good for calls to the same address only. */
  readonly issuer: string;
  readonly expires: Date;
  /** Thumbprint of the client's key that it is bound to; undefined: a bearer token. */
  readonly jkt: string | undefined;
}

const MAX_LENGTH = 4096;

/**
 * The access token with this value, or undefined when no key of the org signed it, or its app is gone. Whether it has expired or
 * its app is active is for the caller to see.
 */
export async function findAccessToken(org: Org, keys: OrgKeys, value: string): Promise<FoundAccessToken | undefined> {
  const claims = value.length > MAX_LENGTH ? undefined : await verify(org, keys, value);
  if (claims === undefined) return undefined;
  const app = await findApp(org, claims.clientId);
  if (app === undefined) return undefined;
  return {
    kind: 'app',
    caller: {
      kind: 'app',
      clientId: app.id,
      sourceId: app.source_id,
      scopes: claims.scopes,
      actor: clientParty(app),
    },
    party: appParty(app),
    status: app.status,
    isAdministrator: app.is_administrator,
    issuer: claims.issuer,
    expires: claims.expires,
    jkt: claims.jkt,
  };
}

interface Claims {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly issuer: string;
  readonly expires: Date;
  readonly jkt: string | undefined;
}

async function verify(org: Org, keys: OrgKeys, value: string): Promise<Claims | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      value,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys.verifier(org, kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { algorithms: [SIGNING_ALGORITHM] },
    );
    if (protectedHeader.typ !== ACCESS_TOKEN_TYPE) return undefined;
    return toClaims(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** Signed by the org, so it has the form that the org gave it. */
function toClaims(payload: JWTPayload & { readonly cid: string; readonly scp: readonly string[] }): Claims {
  const cnf = payload.cnf as { readonly jkt?: string } | undefined;
  return {
    clientId: payload.cid,
    scopes: new Set(payload.scp),
    issuer: payload.iss ?? '',
    expires: new Date((payload.exp ?? 0) * 1000),
    jkt: cnf?.jkt,
  };
}

interface AppRow {
  readonly id: string;
  readonly label: string;
  readonly status: ServiceAppStatus;
  readonly source_id: string | null;
  readonly is_administrator: boolean;
}

async function findApp(org: Org, clientId: string): Promise<AppRow | undefined> {
  const [app] = await org.read((tx) =>
    tx.query<AppRow>(sql`
      SELECT id, label, status, source_id,
             EXISTS (SELECT FROM service_app_roles WHERE app_id = service_apps.id) AS is_administrator
      FROM service_apps WHERE id = ${clientId}`),
  );
  return app;
}
