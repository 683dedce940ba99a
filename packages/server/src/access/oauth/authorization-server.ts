import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@headwater/protocol';
import { forgetOldest } from '../../forget-oldest.ts';
import type { Log } from '../../http/log.ts';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { checkProof, type ProofProblem, type ProvenCall } from './check-proof.ts';
import { type FoundAccessToken, findAccessToken } from './find-access-token.ts';
import { createOrgKeys, type SigningKeys } from './org-keys.ts';
import { type Handler, type OAuthAnswer, type OAuthRequest, runProvider, toIncoming } from './run-provider.ts';

/** The answer, and why a token was refused, in more words than the client is told. */
export interface TracedAnswer extends OAuthAnswer {
  readonly reason: string | undefined;
}

/** The OAuth 2.0 authorization servers of all orgs. */
export interface AuthorizationServer {
  /** Answers a request to one of its endpoints. Throws a SecretError when its keys cannot be opened. */
  answer(org: Org, request: OAuthRequest): Promise<TracedAnswer>;
  /** See `findAccessToken`. */
  findAccessToken(org: Org, value: string): Promise<FoundAccessToken | undefined>;
  /** See `checkProof`. */
  checkProof(org: Org, call: ProvenCall): Promise<ProofProblem | undefined>;
}

export interface AuthorizationServerOptions {
  readonly secrets: Secrets;
  /** Real time: what clients sign goes by it. */
  readonly clock: Clock;
  readonly log: Log;
  /** A clock that never stands still, in milliseconds. Default `performance.now`. */
  readonly monotonic?: () => number;
}

/** Addresses are written by clients, so they must not fill the memory. */
const MAX_PROVIDERS = 100;

interface Opened {
  /** As the last request found it: its clock and settings may have changed since the provider was made. */
  org: Org;
  readonly handle: Handler;
  readonly keys: SigningKeys;
}

/** Makes an {@link AuthorizationServer}: one provider for each org and address, made when it is asked for. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { secrets, clock, log } = options;
  const keys = createOrgKeys({ secrets, monotonic: options.monotonic ?? (() => performance.now()) });
  const providers = new Map<string, Opened>();
  const reasons = new WeakMap<IncomingMessage, string>();

  async function open(org: Org, origin: string): Promise<Handler> {
    const current = await keys.signing(org);
    const name = `${org.id} ${origin}`;
    const known = providers.get(name);
    const opened = known?.keys === current ? known : await make(org, origin, current);
    opened.org = org;
    providers.delete(name);
    providers.set(name, opened);
    forgetOldest(providers, MAX_PROVIDERS);
    return opened.handle;
  }

  async function make(org: Org, origin: string, current: SigningKeys): Promise<Opened> {
    // A quarter of a second of loading, which no command and no start should wait for.
    const { createProvider } = await import('./create-provider.ts');
    const provider = createProvider(() => opened.org, origin, current);
    const report = (error: unknown) => log.error(`The authorization server of the org ${org.name} failed`, { error });
    const emitter: EventEmitter = provider;
    emitter.on('error', report);
    provider.on('server_error', (_context, error) => report(error));
    provider.on('grant.error', (context, error) => {
      reasons.set(context.req, error.error_detail ?? error.error_description ?? error.error);
    });
    const opened: Opened = { org, handle: provider.callback(), keys: current };
    return opened;
  }

  return {
    async answer(org, request) {
      const handle = await open(org, request.origin);
      const incoming = toIncoming(request);
      const answer = await runProvider(handle, incoming);
      return { ...answer, reason: reasons.get(incoming) };
    },
    findAccessToken: (org, value) => findAccessToken(org, keys, value),
    checkProof: async (org, call) => {
      const { nonceSecret } = await keys.signing(org);
      return checkProof(org, call, { nonceSecret, clock });
    },
  };
}
