import { type Application, SERVICE_APP } from '@headwater/protocol';
import type { ServiceApp } from '../access/service-apps/service-app.ts';
import { type AppPresentation, presentCommon } from './app-presentation.ts';

/** A service app as an app object: its public keys, and that its tokens need a proof of possession. */
export function presentService(app: ServiceApp, presentation: AppPresentation): Application {
  const common = presentCommon({ ...app, name: SERVICE_APP, hidden: true }, presentation);
  const keys = app.keys.map(({ id, jwk, created }) => ({
    ...jwk,
    id,
    status: 'ACTIVE',
    created: created.toISOString(),
    lastUpdated: created.toISOString(),
  }));
  return {
    ...common,
    features: [],
    signOnMode: 'OPENID_CONNECT',
    credentials: {
      ...common.credentials,
      oauthClient: { client_id: app.id, token_endpoint_auth_method: 'private_key_jwt' },
    },
    settings: {
      ...common.settings,
      oauthClient: {
        response_types: ['token'],
        grant_types: ['client_credentials'],
        jwks: { keys },
        application_type: 'service',
        dpop_bound_access_tokens: app.dpop,
      },
      headwater: { identitySourceId: app.sourceId },
    },
  };
}
