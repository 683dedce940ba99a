import type { Adapter, AdapterPayload, ClientMetadata } from 'oidc-provider';
import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import sql from 'sql-template-tag';
import { isStorable } from '../../json/storable-text.ts';
import type { Org } from '../../orgs/org.ts';
import { findServiceApp } from '../service-apps/service-app.ts';
import { useOnce, wasUsed } from './used-once.ts';

/**
 * What oidc-provider keeps, in the org's tables: it reads service apps as its clients, and notes the ids of assertions and proofs that
 * were used. Everything else that it could keep belongs to what this server does not offer.
 */
export function providerAdapter(currentOrg: () => Org): (model: string) => Adapter {
  return (model) => {
    switch (model) {
      case 'Client':
        return { ...UNUSED, find: (id) => findClient(currentOrg(), id) };
      case 'ReplayDetection':
        return {
          ...UNUSED,
          find: async (id) => ((await wasUsed(currentOrg(), id)) ? { jti: id } : undefined),
          upsert: async (id, _payload, expiresIn = 0) => {
            const isFirst = await useOnce(currentOrg(), id, new Date(Date.now() + expiresIn * 1000));
            // Two processes may have looked at the same time.
            if (!isFirst) throw new InvalidClientAuth('used at the same time by another request');
          },
        };
      default:
        return UNUSED;
    }
  };
}

async function findClient(org: Org, id: string): Promise<(AdapterPayload & ClientMetadata) | undefined> {
  // Anybody may send one that the database refuses to look for.
  if (!isStorable(id)) return undefined;
  return org.read(async (tx) => {
    const app = await findServiceApp(tx, id);
    if (app === undefined || app.status !== 'ACTIVE' || app.keys.length === 0) return undefined;
    const grants = await tx.query<{ readonly scope: string }>(
      sql`SELECT scope FROM service_app_grants WHERE app_id = ${id} ORDER BY scope`,
    );
    return {
      client_id: app.id,
      client_name: app.label,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'private_key_jwt',
      dpop_bound_access_tokens: app.dpop,
      jwks: { keys: app.keys.map(({ jwk }) => ({ ...jwk })) },
      ...(grants.length === 0 ? {} : { scope: grants.map(({ scope }) => scope).join(' ') }),
    };
  });
}

function refuse(): never {
  throw new TypeError('The authorization server asked for something that it does not offer');
}

const UNUSED: Adapter = {
  upsert: async () => refuse(),
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => refuse(),
  destroy: async () => refuse(),
  revokeByGrantId: async () => refuse(),
};
