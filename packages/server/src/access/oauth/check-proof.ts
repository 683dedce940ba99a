import { createHash } from 'node:crypto';
import type { Clock } from '@headwater/protocol';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Org } from '../../orgs/org.ts';
import { CLIENT_ALGORITHMS } from './access-token.ts';
import { isNonce, nextNonce } from './nonces.ts';
import { useOnce } from './used-once.ts';

/** A call with a token that is bound to a key, and the proof that the caller has that key (RFC 9449). */
export interface ProvenCall {
  /** The `DPoP` header. */
  readonly proof: string | undefined;
  readonly method: string;
  /** The address as the client wrote it. */
  readonly url: string;
  readonly accessToken: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string;
}

/** What is wrong with a proof. */
export interface ProofProblem {
  readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce';
  readonly description: string;
  /** The nonce to repeat the call with. */
  readonly nonce: string | undefined;
}

/** Seconds by which the clock of a client may be wrong, either way. */
const IAT_WINDOW_SECONDS = 300;
const MAX_PROOF_LENGTH = 8 * 1024;
const MAX_JTI_LENGTH = 512;

export interface CheckProofParts {
  readonly nonceSecret: Buffer;
  /** Real time: a client makes its proofs by its own clock, whatever the org's says. */
  readonly clock: Clock;
}

/**
 * Checks the proof of a call: signature by the key that the token is bound to, method, address, access token, age or nonce, and that
 * it was not used before. Undefined: it is good. A nonce is not demanded of calls, but one that is there must be right.
 */
export async function checkProof(
  org: Org,
  call: ProvenCall,
  { nonceSecret, clock }: CheckProofParts,
): Promise<ProofProblem | undefined> {
  const now = clock.now();
  const problem = (description: string): ProofProblem => ({
    error: 'invalid_dpop_proof',
    description,
    nonce: undefined,
  });
  if (call.proof === undefined) return problem('The DPoP proof JWT header is missing.');
  const claims = await readProof(call.proof, call.jkt, now);
  if (claims === undefined) return problem('The DPoP proof JWT is not valid for the key of the access token.');
  const { jti, htm, htu, iat, ath, nonce } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH || typeof iat !== 'number') {
    return problem('The DPoP proof JWT must have the claims jti and iat.');
  }
  // The official client writes the method in lower case when it follows the pages of a list.
  if (typeof htm !== 'string' || htm.toUpperCase() !== call.method)
    return problem('The DPoP proof is for another method.');
  if (typeof htu !== 'string' || addressOf(htu) !== addressOf(call.url)) {
    return problem('The DPoP proof is for another URL.');
  }
  if (ath !== createHash('sha256').update(call.accessToken).digest('base64url')) {
    return problem('The DPoP proof is for another access token.');
  }
  const stale: ProofProblem = {
    error: 'use_dpop_nonce',
    description: 'Authorization server requires nonce in DPoP proof.',
    nonce: nextNonce(nonceSecret, now),
  };
  if (nonce === undefined) {
    if (Math.abs(now.getTime() / 1000 - iat) > IAT_WINDOW_SECONDS) return stale;
  } else if (typeof nonce !== 'string' || !isNonce(nonceSecret, now, nonce)) {
    return stale;
  }
  // After this, neither its age nor its nonce would be good any more.
  const expires = new Date(now.getTime() + 2 * IAT_WINDOW_SECONDS * 1000);
  const id = createHash('sha256').update(`proof ${call.jkt} ${jti}`).digest('base64url');
  return (await useOnce(org, id, expires)) ? undefined : problem('The DPoP proof JWT was used before.');
}

type ProofClaims = JWTPayload & { readonly [name in 'htm' | 'htu' | 'ath' | 'nonce']?: unknown };

/** The claims of a proof that is signed by its own key, which must be the one with this thumbprint. */
async function readProof(proof: string, jkt: string, now: Date): Promise<ProofClaims | undefined> {
  if (proof.length > MAX_PROOF_LENGTH) return undefined;
  try {
    const { payload, protectedHeader } = await jwtVerify<ProofClaims>(proof, EmbeddedJWK, {
      algorithms: [...CLIENT_ALGORITHMS],
      typ: 'dpop+jwt',
      currentDate: now,
    });
    const { jwk } = protectedHeader;
    return jwk !== undefined && (await calculateJwkThumbprint(jwk)) === jkt ? payload : undefined;
  } catch (error) {
    // Keys that cannot be imported are TypeErrors and DOMExceptions of many kinds; nothing here but the proof can be wrong.
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      return undefined;
    throw error;
  }
}

/** Without query and fragment, its escapes and repeated slashes evened out; undefined for what is no address. */
function addressOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/{2,}/g, '/');
}
