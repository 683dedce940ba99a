import { randomBytes } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { InvalidClientAuth, InvalidScope, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import type { Org } from '../../orgs/org.ts';
import { SCOPES } from '../scopes.ts';
import { ACCESS_TOKEN_SECONDS, ACCESS_TOKEN_TYPE, CLIENT_ALGORITHMS, SIGNING_ALGORITHM } from './access-token.ts';
import type { SigningKeys } from './org-keys.ts';
import { providerAdapter } from './provider-adapter.ts';

const TOKEN_PATH = '/oauth2/v1/token';
const KEYS_PATH = '/oauth2/v1/keys';
const MAX_ASSERTION_SECONDS = 3600;
/** The library's own tolerance between clocks. */
const CLOCK_TOLERANCE_SECONDS = 15;

/**
 * The authorization server of one org at one address (identity-sources-api 7.8): client credentials and private_key_jwt only, access
 * tokens as JWTs of one hour, bound to a key of the client where the client shows one. Lifetimes of tokens go by the org's clock;
 * assertions and proofs, which clients make by their own clocks, by real time.
 * @param currentOrg the org as it is now; its settings may change while the provider lives
 */
export function createProvider(currentOrg: () => Org, issuer: string, keys: SigningKeys): Provider {
  const configuration: Configuration = {
    adapter: providerAdapter(currentOrg),
    jwks: { keys: keys.jwks.map((jwk) => ({ ...jwk })) as NonNullable<Configuration['jwks']>['keys'] },
    clients: [],
    clientAuthMethods: ['private_key_jwt'],
    responseTypes: [],
    scopes: [...SCOPES],
    claims: {},
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Never used for anything that is offered; without it the library warns.
    cookies: { keys: [randomBytes(32).toString('base64')] },
    routes: { token: TOKEN_PATH, jwks: KEYS_PATH },
    ttl: { ClientCredentials: ACCESS_TOKEN_SECONDS },
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ALGORITHMS],
      dPoPSigningAlgValues: [...CLIENT_ALGORITHMS],
    },
    features: {
      clientCredentials: { enabled: true },
      clientIdMetadataDocument: { enabled: false },
      devInteractions: { enabled: false },
      dPoP: { enabled: true, nonceSecret: keys.nonceSecret, requireNonce: () => true },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        getResourceServerInfo: (context, resource) => resourceServer(context, resource, issuer, keys),
      },
      revocation: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    formats: {
      customizers: {
        jwt: (_context, _token, jwt) => {
          const { client_id: clientId, scope, jti, ...claims } = jwt.payload;
          const iat = Math.floor(currentOrg().clock.now().getTime() / 1000);
          jwt.header = { ...jwt.header, typ: ACCESS_TOKEN_TYPE };
          jwt.payload = {
            ...claims,
            ver: 1,
            jti: `AT.${String(jti)}`,
            cid: clientId,
            scp: typeof scope === 'string' ? scope.split(' ') : [],
            iat,
            exp: iat + ACCESS_TOKEN_SECONDS,
          };
        },
      },
    },
    assertJwtClientAuthClaimsAndHeader: async (_context, claims) => {
      const latest = Date.now() / 1000 + MAX_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS;
      if (typeof claims.exp !== 'number' || claims.exp > latest) {
        throw new InvalidClientAuth('the assertion must expire within an hour');
      }
    },
    // Keys are stored with the app, never fetched.
    fetch: async () => {
      throw new TypeError('The authorization server must not call anybody');
    },
  };
  return new Provider(issuer, configuration);
}

/** The API itself; the scopes that are asked for must all be granted to the app. */
function resourceServer(
  context: KoaContextWithOIDC,
  resource: string,
  issuer: string,
  { jwks: [newest] }: SigningKeys,
): ResourceServer {
  if (resource !== issuer) throw new InvalidTarget(`There is no resource but ${issuer}`);
  const { client, params } = context.oidc;
  const asked = String(params?.scope ?? '')
    .split(' ')
    .filter((scope) => scope !== '');
  if (asked.length === 0) throw new InvalidScope("'scope' must be provided.", '');
  const granted = (client?.scope ?? '').split(' ');
  const missing = asked.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) {
    throw new InvalidScope(`The app is not granted: ${missing.join(' ')}`, missing.join(' '));
  }
  return {
    audience: issuer,
    scope: asked.join(' '),
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: SIGNING_ALGORITHM, ...(newest?.kid === undefined ? {} : { kid: newest.kid }) } },
  };
}
