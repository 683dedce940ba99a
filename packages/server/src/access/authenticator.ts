import { ApiError } from '@headwater/protocol';
import type { Org } from '../orgs/org.ts';
import type { EventClient } from '../system-log/record-event.ts';
import { hashToken } from './api-token.ts';
import type { Caller } from './caller.ts';
import { type FoundToken, findToken } from './find-token.ts';
import { createRefusals, type Refusal } from './refusals.ts';

/** A call whose token is to be checked. */
export interface Call {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly client: EventClient;
  /** The identity source that the call is about; undefined: it is not about one. */
  readonly sourceId: string | undefined;
  /** Whether the call needs a token that is bound to no source. */
  readonly unboundOnly: boolean;
}

/**
 * Says who calls. Throws `invalidToken` (401) for a token that is missing, wrong, revoked, idle for too
 * long, or whose owner is deactivated, and `forbidden` (403) for one used outside its networks or whose owner administers
 * nothing, or that is bound to another source (import-semantics 7.1, 7.2). Each refusal is an event, at most once a minute for the same token, or for the same address
 * where no token is known.
 */
export type Authenticator = (org: Org, call: Call) => Promise<Caller>;

export interface AuthenticatorOptions {
  /** Milliseconds for which a token is believed without asking the database. Default 1000. */
  readonly believeMilliseconds?: number;
  /** A clock that never stands still, in milliseconds. Default `performance.now`. */
  readonly monotonic?: () => number;
}

interface Believed {
  readonly until: number;
  readonly token: Promise<FoundToken | undefined>;
}

const MAX_BELIEVED = 10_000;
const SCHEME = /^SSWS +([A-Za-z0-9_-]{1,256}) *$/i;

/** Makes an {@link Authenticator}. What it remembers of tokens lives for a second, so that a revocation reaches every process. */
export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  const believeMilliseconds = options.believeMilliseconds ?? 1000;
  const monotonic = options.monotonic ?? (() => performance.now());
  const believed = new Map<string, Believed>();
  const refusals = createRefusals(monotonic);

  function lookUp(org: Org, value: string): Promise<FoundToken | undefined> {
    const hash = hashToken(value);
    const key = `${org.name} ${hash.toString('base64')}`;
    const now = monotonic();
    const known = believed.get(key);
    if (known !== undefined && now < known.until) return known.token;
    const token = findToken(org, hash);
    believed.delete(key);
    believed.set(key, { until: now + believeMilliseconds, token });
    forgetOldest(believed);
    // A wrong token or a failed look-up is not remembered.
    token.then(
      (found) => found === undefined && believed.delete(key),
      () => believed.delete(key),
    );
    return token;
  }

  return async (org, call) => {
    const { authorization, client } = call;
    if (authorization === undefined) throw new ApiError('invalidToken');
    const value = SCHEME.exec(authorization)?.[1];
    const token = value === undefined ? undefined : await lookUp(org, value);
    const refusal = token === undefined ? 'INVALID_TOKEN' : refusalOf(org, token, call);
    if (token !== undefined && refusal === undefined) return token.caller;
    await refusals.record(org, refusal ?? 'INVALID_TOKEN', token, client);
    throw new ApiError(refusal !== undefined && FORBIDDEN.has(refusal) ? 'forbidden' : 'invalidToken');
  };
}

const FORBIDDEN: ReadonlySet<Refusal> = new Set([
  'OUTSIDE_ALLOWED_RANGE',
  'NOT_AN_ADMINISTRATOR',
  'BOUND_TO_ONE_SOURCE',
]);
const DAY = 24 * 60 * 60 * 1000;

function refusalOf(org: Org, token: FoundToken, call: Call): Refusal | undefined {
  if (token.revoked !== null) return 'TOKEN_REVOKED';
  if (org.clock.now().getTime() - token.lastUsed.getTime() >= token.idleDays * DAY) return 'TOKEN_EXPIRED';
  if (token.ownerStatus === null || token.ownerStatus === 'DEPROVISIONED') return 'OWNER_DEACTIVATED';
  if (!token.allows(call.client.ipAddress)) return 'OUTSIDE_ALLOWED_RANGE';
  if (!token.isAdministrator) return 'NOT_AN_ADMINISTRATOR';
  const { sourceId } = token.caller;
  if (sourceId !== null && (call.unboundOnly || call.sourceId !== sourceId)) return 'BOUND_TO_ONE_SOURCE';
  return undefined;
}

function forgetOldest(believed: Map<string, Believed>): void {
  if (believed.size <= MAX_BELIEVED) return;
  const [oldest] = believed.keys();
  if (oldest !== undefined) believed.delete(oldest);
}
