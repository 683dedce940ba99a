import { isRecord } from '../../json/is-record.ts';
import { SCOPES } from '../scopes.ts';
import type { OAuthAnswer } from './run-provider.ts';

/** What the authorization server tells of itself is cut down to what this server offers (RFC 8414). */
const OFFERED: ReadonlySet<string> = new Set([
  'issuer',
  'token_endpoint',
  'jwks_uri',
  'grant_types_supported',
  'response_types_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'dpop_signing_alg_values_supported',
]);

/** The metadata document without the endpoints that the library names but nobody can reach. */
export function presentMetadata(answer: OAuthAnswer): OAuthAnswer {
  const members = Object.entries(toRecord(answer.json)).filter(([name]) => OFFERED.has(name));
  return { ...answer, json: { ...Object.fromEntries(members), scopes_supported: SCOPES } };
}

/**
 * An answer of the token endpoint in the order, or a refusal in the words of identity-sources-api 7.8. With client credentials alone, the
 * library's `invalid_grant` means that a proof is missing or was used before.
 * @param hasProof whether the request had a proof
 */
export function presentTokenAnswer(answer: OAuthAnswer, hasProof: boolean): OAuthAnswer {
  const { error, token_type, expires_in, access_token, scope } = toRecord(answer.json);
  switch (error) {
    case undefined:
      return { ...answer, json: { token_type, expires_in, access_token, scope } };
    case 'use_dpop_nonce':
      return refusal(answer, error, 'Authorization server requires nonce in DPoP proof.');
    case 'invalid_grant':
      return refusal(
        answer,
        'invalid_dpop_proof',
        hasProof ? 'The DPoP proof JWT was used before.' : 'The DPoP proof JWT header is missing.',
      );
    default:
      return answer;
  }
}

function refusal(answer: OAuthAnswer, error: string, description: string): OAuthAnswer {
  return { ...answer, json: { error, error_description: description } };
}

function toRecord(json: unknown): Readonly<Record<string, unknown>> {
  return isRecord(json) ? json : {};
}
