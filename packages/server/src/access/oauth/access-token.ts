/** The algorithm that access tokens are signed with. */
export const SIGNING_ALGORITHM = 'RS256';

/** `typ` of an access token: never mistaken for an assertion or a proof (identity-sources-api 7.8). */
export const ACCESS_TOKEN_TYPE = 'application/okta-internal-at+jwt';

/** How long an access token lives, by the org's clock (identity-sources-api 7.8). */
export const ACCESS_TOKEN_SECONDS = 3600;

/** What a client may sign assertions and proofs with. */
export const CLIENT_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const;
