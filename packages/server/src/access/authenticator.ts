import { ApiError } from '@headwater/protocol';
import { forgetOldest } from '../forget-oldest.ts';
import type { Org } from '../orgs/org.ts';
import type { EventClient } from '../system-log/record-event.ts';
import { expiryOf, hashToken } from './api-token.ts';
import type { Caller } from './caller.ts';
import { challenge } from './challenge.ts';
import type { Credential } from './credential.ts';
import { type FoundToken, findToken } from './find-token.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { FoundAccessToken } from './oauth/find-access-token.ts';
import { createRefusals, type Refusal } from './refusals.ts';

/** A call whose token is to be checked. */
export interface Call {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The `DPoP` header. */
  readonly proof: string | undefined;
  readonly method: string;
  /** `http://host` or `https://host` as the client wrote it. */
  readonly origin: string;
  /** The path, with its query. */
  readonly path: string;
  readonly client: EventClient;
  /** The identity source that the call is about; undefined: it is not about one. */
  readonly sourceId: string | undefined;
  /** Whether the call needs a token that is bound to no source. */
  readonly unboundOnly: boolean;
}

/**
 * Says who calls: by an API token (`SSWS`), or by an access token of a service app (`Bearer`, or `DPoP` with a proof). Throws
 * `invalidToken` (401) for a token that is missing, wrong, revoked, idle for too long or expired, whose owner or app is
 * deactivated, or whose proof is not good, and `forbidden` (403) for one used outside its networks, whose owner or app
 * administers nothing, or that is bound to another source (import-semantics 7.1, 7.2). Each refusal is an event, at most once a
 * minute for the same token, or for the same address where no token is known.
 */
export type Authenticator = (org: Org, call: Call) => Promise<Caller>;

export interface AuthenticatorOptions {
  /** Milliseconds for which a token is believed without asking the database. Default 1000. */
  readonly believeMilliseconds?: number;
  /** A clock that never stands still, in milliseconds. Default `performance.now`. */
  readonly monotonic?: () => number;
  /** Knows access tokens and proofs. Default: none, and only API tokens are known. */
  readonly authorizationServer?: Pick<AuthorizationServer, 'findAccessToken' | 'checkProof'>;
}

interface Believed {
  readonly until: number;
  readonly credential: Promise<Credential | undefined>;
}

/** Why a call is refused, and what the answer says of it besides the error. */
interface Refused {
  readonly refusal: Refusal;
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_BELIEVED = 10_000;
const SCHEME = /^(SSWS|Bearer|DPoP) +([A-Za-z0-9._-]{1,4096}) *$/i;

/** Makes an {@link Authenticator}. What it remembers of tokens lives for a second, so that a revocation reaches every process. */
export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  const { authorizationServer = NO_AUTHORIZATION_SERVER } = options;
  const believeMilliseconds = options.believeMilliseconds ?? 1000;
  const monotonic = options.monotonic ?? (() => performance.now());
  const believed = new Map<string, Believed>();
  const refusals = createRefusals(monotonic);

  function lookUp(org: Org, isApiToken: boolean, value: string): Promise<Credential | undefined> {
    const hash = hashToken(value);
    const key = `${org.name} ${isApiToken} ${hash.toString('base64')}`;
    const now = monotonic();
    const known = believed.get(key);
    if (known !== undefined && now < known.until) return known.credential;
    const credential = isApiToken ? findToken(org, hash) : authorizationServer.findAccessToken(org, value);
    believed.delete(key);
    believed.set(key, { until: now + believeMilliseconds, credential });
    forgetOldest(believed, MAX_BELIEVED);
    // A wrong token or a failed look-up is not remembered.
    credential.then(
      (found) => found === undefined && believed.delete(key),
      () => believed.delete(key),
    );
    return credential;
  }

  async function refusalOf(
    org: Org,
    call: Call,
    given: Given,
    found: Credential | undefined,
  ): Promise<Refused | undefined> {
    switch (found?.kind) {
      case undefined:
        return invalid(call, given, 'INVALID_TOKEN');
      case 'token':
        return refusalOfToken(org, found, call);
      case 'app':
        return (
          refusalOfAccessToken(org, found, call, given) ??
          (await refusalOfProof(org, found, call, given)) ??
          refusalOfRights(found, call)
        );
    }
  }

  async function refusalOfProof(
    org: Org,
    { jkt }: FoundAccessToken,
    call: Call,
    given: Given,
  ): Promise<Refused | undefined> {
    if (jkt === undefined) return undefined;
    const { proof, method, origin, path } = call;
    const proven = { proof, method, url: origin + path, accessToken: given.value, jkt };
    const problem = await authorizationServer.checkProof(org, proven);
    if (problem === undefined) return undefined;
    const nonce = problem.nonce === undefined ? {} : { 'dpop-nonce': problem.nonce };
    const { error, description } = problem;
    return { refusal: 'INVALID_PROOF', headers: { ...nonce, ...challenge('DPoP', call, { error, description }) } };
  }

  return async (org, call) => {
    const given = readAuthorization(call.authorization);
    if (call.authorization === undefined) throw new ApiError('invalidToken');
    const found = given === undefined ? undefined : await lookUp(org, given.scheme === 'SSWS', given.value);
    const refused =
      given === undefined ? { refusal: 'INVALID_TOKEN' as const } : await refusalOf(org, call, given, found);
    if (found !== undefined && refused === undefined) return found.caller;
    const { refusal, headers = {} }: Refused = refused ?? { refusal: 'INVALID_TOKEN' };
    await refusals.record(org, refusal, found, call.client);
    throw new ApiError(FORBIDDEN.has(refusal) ? 'forbidden' : 'invalidToken', { headers });
  };
}

const NO_AUTHORIZATION_SERVER: Required<AuthenticatorOptions>['authorizationServer'] = {
  findAccessToken: async () => undefined,
  checkProof: () => Promise.reject(new TypeError('There is no proof to check without an authorization server')),
};

const FORBIDDEN: ReadonlySet<Refusal> = new Set([
  'OUTSIDE_ALLOWED_RANGE',
  'NOT_AN_ADMINISTRATOR',
  'BOUND_TO_ONE_SOURCE',
]);

type Scheme = 'SSWS' | 'Bearer' | 'DPoP';

/** What the `Authorization` header holds. */
interface Given {
  readonly scheme: Scheme;
  readonly value: string;
}

function readAuthorization(header: string | undefined): Given | undefined {
  const [, name, value] = SCHEME.exec(header ?? '') ?? [];
  const scheme = (['SSWS', 'Bearer', 'DPoP'] as const).find((known) => known.toLowerCase() === name?.toLowerCase());
  return scheme === undefined || value === undefined ? undefined : { scheme, value };
}

function refusalOfToken(org: Org, token: FoundToken, call: Call): Refused | undefined {
  if (token.revoked !== null) return { refusal: 'TOKEN_REVOKED' };
  if (org.clock.now() >= expiryOf(token)) return { refusal: 'TOKEN_EXPIRED' };
  if (token.ownerStatus === null || token.ownerStatus === 'DEPROVISIONED') return { refusal: 'OWNER_DEACTIVATED' };
  if (!token.allows(call.client.ipAddress)) return { refusal: 'OUTSIDE_ALLOWED_RANGE' };
  return refusalOfRights(token, call);
}

/** A token bound to a key is refused as a bearer token, and the other way round: else a thief would leave the proof out. */
function refusalOfAccessToken(org: Org, token: FoundAccessToken, call: Call, given: Given): Refused | undefined {
  if (token.issuer !== call.origin || (token.jkt === undefined) !== (given.scheme === 'Bearer')) {
    return invalid(call, given, 'INVALID_TOKEN');
  }
  if (org.clock.now() >= token.expires) return invalid(call, given, 'TOKEN_EXPIRED');
  return token.status === 'ACTIVE' ? undefined : invalid(call, given, 'APP_DEACTIVATED');
}

function refusalOfRights({ isAdministrator, caller }: Credential, call: Call): Refused | undefined {
  if (!isAdministrator) return { refusal: 'NOT_AN_ADMINISTRATOR' };
  const isBound = caller.sourceId !== null && (call.unboundOnly || call.sourceId !== caller.sourceId);
  return isBound ? { refusal: 'BOUND_TO_ONE_SOURCE' } : undefined;
}

function invalid(call: Call, { scheme }: Given, refusal: Refusal): Refused {
  if (scheme === 'SSWS') return { refusal };
  const description = 'The access token is invalid or has expired.';
  return { refusal, headers: challenge(scheme, call, { error: 'invalid_token', description }) };
}
